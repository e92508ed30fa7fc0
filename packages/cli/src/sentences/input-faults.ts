/**
 * Sentences about inputs of functions that cannot be read: variables, files, secrets, networks. The
 * subject is the setting, which the caller names.
 */
import type { InputFault } from '@smolfaas/core';
import { quote } from '../text/safe.js';

type Texts = { readonly [C in InputFault['code']]: (fault: Extract<InputFault, { code: C }>) => string };

const TEXTS: Texts = {
  'variable-unset': ({ variable }) => `variable ${variable} is not set in the environment of this command`,
  'variable-reserved': ({ variable }) => `SmolFaaS itself sets ${variable}`,
  'variable-twice': ({ variable }) => `variable ${variable} is set twice`,
  'file-unreadable': ({ path, errno }) => `cannot read ${quote(path)} (${errno})`,
  empty: () => 'its value is empty',
  'too-large': ({ limitBytes }) => `it is larger than ${limitBytes / 1024 ** 2} MiB`,
  'not-text': () => 'its value cannot be a variable: it has a zero byte, or is not UTF-8',
  'command-missing': ({ command, errno }) => `cannot run ${quote(command)} (${errno})`,
  'command-failed': ({ command, exitCode, signal }) =>
    `${quote(command)} ended with ${exitCode === undefined ? (signal ?? 'an error') : `exit code ${exitCode}`}`,
  'command-timeout': ({ command, seconds }) => `${quote(command)} did not end within ${seconds} s, and was killed`,
  'network-missing': ({ network }) => `the engine has no network ${quote(network)}`,
};

/** Without its subject, which is the setting. */
export function inputFaultText<C extends InputFault['code']>(fault: Extract<InputFault, { code: C }>): string {
  const text: (of: typeof fault) => string = TEXTS[fault.code];
  return text(fault);
}
