/**
 * Turns any thrown value into the message and the exit code that a user gets. It is the entry to
 * the tables of this folder.
 *
 * | family            | exit    | meaning                                            |
 * |-------------------|---------|----------------------------------------------------|
 * | function.ts       | 1       | a function failed, or `check` found drift          |
 * | usage.ts          | 2       | bad usage or input, nothing touched                |
 * | environment.ts    | 3       | engine, builder, router, port, disk, database      |
 * | run.ts            | 4, 128+ | another run or program holds the lock; interrupted |
 * | any other error   | 1       | a bug in SmolFaaS; the message says so             |
 */
import { type ErrorCode, type ErrorFacts, isSmolfaasError } from '@smolfaas/core';
import { safe, safeLogLine } from '../text/safe.js';
import { environmentSentences } from './environment.js';
import { functionSentences } from './function.js';
import { runSentences } from './run.js';
import type { Sentence, Sentences } from './sentence.js';
import { usageSentences } from './usage.js';
import { UsageError } from './usage-error.js';

/** An error, ready to be printed or written as JSON. */
export interface Described {
  readonly code: ErrorCode | 'usage' | 'command-failed' | 'bug';
  readonly message: string;
  readonly hint?: string;
  readonly detail: readonly string[];
  /** The log file, and what it has besides `detail`. */
  readonly log?: { readonly path: string; readonly has: string };
  readonly facts: unknown;
  readonly exit: number;
}

const BUG_EXIT = 1;

/** Wrong usage or input; nothing was touched. */
export const USAGE_EXIT = 2;

const SENTENCES: Sentences<ErrorCode> = {
  ...usageSentences,
  ...functionSentences,
  ...environmentSentences,
  ...runSentences,
};

/** Exit code of the code's family, unless its sentence sets another. */
function familyExit(code: ErrorCode): number {
  if (code in usageSentences) return USAGE_EXIT;
  if (code in environmentSentences) return 3;
  return code in runSentences ? 4 : 1;
}

function sentence<C extends ErrorCode>(code: C, facts: ErrorFacts[C]): Sentence {
  return SENTENCES[code](facts);
}

/** @param logPath log file of this run; undefined if it has none */
export function describe(error: unknown, logPath?: string): Described {
  if (isSmolfaasError(error) && error.code in SENTENCES) {
    const { exit = familyExit(error.code), detail = [], inLog, ...words } = sentence(error.code, error.facts);
    const log = inLog === undefined || logPath === undefined ? {} : { log: { path: logPath, has: inLog } };
    return { code: error.code, ...words, detail, ...log, facts: error.facts, exit };
  }
  if (error instanceof UsageError) return usage(error.message, error.hint);
  return foreign(error) ?? bug(error, logPath);
}

function usage(text: string, hint?: string): Described {
  const lines = text.split('\n').map((line) => safe(line.trim()));
  const message = lines.filter((line) => line !== '').join('; ');
  return {
    code: 'usage',
    message,
    ...(hint !== undefined && { hint: safe(hint) }),
    detail: [],
    facts: {},
    exit: USAGE_EXIT,
  };
}

/**
 * Errors of oclif and of its plug-ins' commands (`plugins install`). Their messages are good as
 * they are.
 */
function foreign(error: unknown): Described | undefined {
  if (!(error instanceof Error) || !('oclif' in error)) return undefined;
  const { oclif } = error;
  if (typeof oclif !== 'object' || oclif === null || !('exit' in oclif) || typeof oclif.exit !== 'number')
    return undefined;
  if (oclif.exit === USAGE_EXIT) return usage(error.message);
  const [first = '', ...detail] = error.message.split('\n').map(safeLogLine);
  return { code: 'command-failed', message: first, detail, facts: {}, exit: oclif.exit };
}

function bug(error: unknown, logPath: string | undefined): Described {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    code: 'bug',
    message: `${safe(text)} (this is a bug in smolfaas)`,
    ...(logPath === undefined ? {} : { hint: `the whole story is in ${safe(logPath)}` }),
    detail: [],
    facts: {},
    exit: BUG_EXIT,
  };
}
