/**
 * The schema of one function in the project file. Groups of keys are in files of their own
 * (`function-*.ts`): each exports a shape, which is spread into the schema here.
 */
import * as z from 'zod';
import { functionBuild } from './function-build.js';

export const functionSchema = z.strictObject({ ...functionBuild }, 'must be a map of settings, such as runtime: go');

export type FunctionContent = z.infer<typeof functionSchema>;
