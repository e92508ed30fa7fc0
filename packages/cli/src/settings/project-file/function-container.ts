/**
 * Keys of a function that concern its containers: what they receive, what limits them, and when they
 * are ready. `container-choice.ts` turns them into the value that the stages take.
 *
 * Invariant: a value is checked here as far as its text shows a fault. Whether a file, a variable or
 * a network exists is checked by `up` and `check`, before anything starts.
 */
import * as z from 'zod';
import { memoryFault, tmpfsFault } from './byte-sizes.js';
import { commandFault } from './command-words.js';
import { about, flag, TEXT, text } from './values.js';

const ENV_VALUE = 'must be text, a whole number, true, false, or nothing (null); put anything else in quotes';
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_.-]*$/;
const variable = z.string(TEXT).regex(VARIABLE, 'must be the name of a variable');
const path = z.string(TEXT).min(1, 'must be the path of a file');
const command = z
  .union([text, z.array(text).min(1)], 'must be text, or a list of texts that begins with a program')
  .superRefine(fault(commandFault));
const shellCommand = z
  .union(
    [z.string().trim().min(1), z.array(text).min(1)],
    'must be text for a shell, or a list that begins with a program',
  )
  .describe('Text is run by a shell (sh -c), a list without one. It prints the value.');
const seconds = (least: number, most: number) => {
  const why = `must be a number of seconds from ${least} to ${most}`;
  return z.number(why).min(least, why).max(most, why);
};

const secret = z
  .strictObject(
    {
      env: variable.optional().describe('Variable of the environment in which smolfaas up runs.'),
      file: path.optional().describe('File with the value, byte for byte; relative to this file.'),
      command: shellCommand.optional(),
      timeout: seconds(1, 600).optional().describe('Seconds that the command may take. Default: 10.'),
      as_env: z
        .union([z.boolean(), variable], 'must be true, false, or the name of a variable')
        .optional()
        .describe('Also sets a variable: true for one of the same name. docker inspect shows it.'),
    },
    'must be a map with one of env, file and command',
  )
  .superRefine(
    fault(({ env, file, command: run, timeout }) => {
      if ([env, file, run].filter((one) => one !== undefined).length !== 1)
        return 'needs exactly one of env, file and command';
      return timeout !== undefined && run === undefined ? 'timeout is for a command' : undefined;
    }),
  );

const CPUS = 'must be a number of processors from 0.01 to 1024, such as 0.5';
const PIDS = 'must be a whole number from 1 to 4194304';

const health = z.strictObject(
  {
    path: z
      .string(TEXT)
      .regex(/^\/[^\s?#]*$/, 'must be a path such as /ready, without ? and #')
      .optional()
      .describe('The container is ready when GET of this path has a status below 400. Default: any answer to GET /.'),
    deadline: seconds(1, 3600)
      .optional()
      .describe('Seconds that a new container may take to be ready, instead of --ready-timeout.'),
    interval: seconds(0.05, 60).optional().describe('Seconds between two probes. Default: 0.02, growing to 0.25.'),
  },
  'must be a map of path, deadline and interval',
);

export const functionContainer = {
  env: z
    .record(variable, z.union([text, z.int(), z.boolean(), z.null()], ENV_VALUE), 'must be a map of names to values')
    .optional()
    .meta(
      about('Variables of its containers. Nothing (null) passes on the variable of the environment of smolfaas.', {
        kind: 'map of text, whole numbers, true, false or nothing',
      }),
    ),
  env_file: z
    .union([path, z.array(path)], 'must be the path of a file, or a list of them')
    .optional()
    .describe('Files with variables (dotenv), relative to this file. A later one wins, and env wins over all.'),
  secrets: z
    .record(
      z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/, 'must be a file name of letters, digits, _ . -'),
      secret,
      'must be a map of names to secrets',
    )
    .optional()
    .describe('Secrets by name: each is the file /run/secrets/NAME. Only smolfaas up and restart read them.'),
  memory: z
    .union([z.number(), z.string()], 'must be a size such as 256m or 1g')
    .superRefine(fault(memoryFault))
    .optional()
    .meta(
      about('Memory limit: bytes, or with k, m or g (powers of 1024); at least 6m. Default: 512m.', {
        kind: 'size such as 256m, or bytes',
      }),
    ),
  cpus: z
    .number(CPUS)
    .min(0.01, CPUS)
    .max(1024, CPUS)
    .optional()
    .describe('How many processors it may use at most, such as 0.5. Default: no limit.'),
  pids: z
    .int(PIDS)
    .min(1, PIDS)
    .max(4_194_304, PIDS)
    .optional()
    .describe('How many processes and threads it may have. Default: 256.'),
  read_only: flag
    .optional()
    .describe('Whether its root directory is read-only, with a /tmp in memory. Default: true, except for Dockerfiles.'),
  tmpfs: z
    .array(z.string(TEXT).superRefine(fault(tmpfsFault)), 'must be a list such as [/cache, "/data:128m"]')
    .optional()
    .describe('Directories in memory, with a size if need be: /cache:128m. Default size: 64m.'),
  networks: z
    .array(
      z.string(TEXT).regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/, 'must be the name of a network'),
      'must be a list of networks',
    )
    .optional()
    .describe('Existing networks of the engine that it joins besides its own.'),
  start: command
    .optional()
    .describe('Replaces the command of its image. Text is split into words as a shell does; no shell runs it.'),
  health: health.optional().describe('How SmolFaaS decides that a container is ready.'),
};

/** A refinement from a function that returns what is wrong, or undefined. */
function fault<T>(find: (value: T) => string | undefined) {
  return (value: T, context: z.RefinementCtx<T>): void => {
    const message = find(value);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  };
}
