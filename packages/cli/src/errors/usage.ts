/**
 * Sentences for wrong usage and input (exit 2). These are found before anything is touched, so the hint is always about
 * the command line itself.
 */
import { quote, safe } from '../text/safe.js';
import type { Sentences } from './sentence.js';

export const usageSentences: Sentences<
  | 'functions-dir-missing'
  | 'functions-dir-not-directory'
  | 'functions-dir-unreadable'
  | 'unknown-function'
  | 'bad-flag'
  | 'force-with-names'
  | 'builder-not-available'
> = {
  'functions-dir-missing': ({ path }) => ({
    message: `functions directory ${quote(path)} not found`,
    hint: 'create it, or name another one: smolfaas up --functions-dir DIR',
  }),
  'functions-dir-not-directory': ({ path }) => ({
    message: `functions directory ${quote(path)} is not a directory`,
    hint: 'name the directory whose sub-directories are the functions: smolfaas up --functions-dir DIR',
  }),
  'functions-dir-unreadable': ({ path, errno }) => ({
    message: `cannot read functions directory ${quote(path)} (${safe(errno)})`,
    hint: `check its permissions: ls -ld ${quote(path)}`,
  }),
  'unknown-function': ({ names, known }) => ({
    message: `no function named ${names.map(quote).join(', ')}`,
    hint: known.length > 0 ? `known functions: ${known.map(safe).join(', ')}` : 'no function is deployed',
  }),
  'bad-flag': ({ flag, value, why }) => ({
    message: `${safe(flag)} ${quote(value)}: ${safe(why)}`,
    hint: 'see smolfaas up --help',
  }),
  'force-with-names': ({ names }) => ({
    message: `--force removes everything and takes no function names (got ${names.map(quote).join(', ')})`,
    hint: `one function: smolfaas down ${names.map(safe).join(' ')}; everything: smolfaas down --force`,
  }),
  'builder-not-available': ({ builder }) => ({
    message: `builder ${quote(builder)} is not available here`,
    hint: 'use --builder auto',
  }),
};
