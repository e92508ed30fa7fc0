/**
 * The schema of one function in the project file. Groups of keys are in files of their own
 * (`function-*.ts`): each exports a shape, which is spread into the schema here.
 */
import * as z from 'zod';
import { functionBuild } from './function-build.js';
import { functionContainer } from './function-container.js';
import { functionRouting } from './function-routing.js';
import { functionShared } from './function-shared.js';

export const functionSchema = z.strictObject(
  { ...functionBuild, ...functionContainer, ...functionRouting, ...functionShared },
  'must be a map of settings, such as runtime: go',
);

export type FunctionContent = z.infer<typeof functionSchema>;
