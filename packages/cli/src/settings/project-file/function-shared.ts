/**
 * The key `shared` of a function: directories outside of its own that belong to its source.
 *
 * Only what the texts show is checked here. Whether something is there is known when the function's
 * source is read.
 */
import { firstFaulty } from '@smolfaas/core';
import * as z from 'zod';
import { sharedSentence } from '../../sentences/shared-fault.js';

/** To be spread into the schema of a function. */
export const functionShared = {
  shared: z
    .array(z.string('must be text; put it in quotes'), 'must be a list of paths, such as [../lib]')
    .superRefine((paths, context) => {
      const faulty = firstFaulty(paths);
      if (faulty === undefined) return;
      const { message, hint } = sharedSentence(faulty);
      context.addIssue({ code: 'custom', path: [paths.lastIndexOf(faulty.path)], message: `${message}; ${hint}` });
    })
    .optional()
    .describe(
      "Directories, files or patterns outside of the function's directory that belong to its source, relative to that directory, such as ../lib. An edit there rebuilds the functions that share it.",
    ),
};
