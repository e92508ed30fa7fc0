/**
 * The sentence for inputs of functions that are missing: variables, files, secrets, networks. Each
 * line names the function and the setting, never a value.
 */
import type { ErrorFacts, InputFault, InputProblem } from '@smolfaas/core';
import { inputFaultText } from '../sentences/input-faults.js';
import { safe, safeLogLine } from '../text/safe.js';
import type { Sentence } from './sentence.js';

const HINTS: { readonly [C in InputFault['code']]?: (fault: Extract<InputFault, { code: C }>) => string } = {
  'variable-unset': ({ variable }) => `set it for this command: ${variable}=… smolfaas up`,
  'variable-reserved': () => 'remove it from smolfaas.yaml',
  'variable-twice': () => 'remove one of them from smolfaas.yaml',
  'file-unreadable': () => 'paths are relative to smolfaas.yaml',
  'command-failed': () => 'run the command by hand, in the directory of smolfaas.yaml',
  'command-missing': () => 'a list is run without a shell; install the program, or write the command as text',
  'command-timeout': () => 'if it waits for you, give it more time: timeout: 60, beside command',
  'network-missing': ({ network }) => `start what creates it first, or: docker network create ${network}`,
};

/** The first problem is the sentence, the others are the lines below it. */
export function functionInputMissing({ problems }: ErrorFacts['function-input-missing']): Sentence {
  const [first, ...others] = problems;
  if (first === undefined) return { message: 'an input of a function is missing' };
  const hint = hintOf(first.why);
  return {
    message: problemText(first),
    detail: [...outputOf(first), ...others.flatMap((one) => [problemText(one), ...outputOf(one)])],
    ...(hint !== undefined && { hint: safe(hint) }),
  };
}

/** Such as `functions.web.env_file: cannot read "/srv/.env" (ENOENT)`. */
function problemText({ function: fn, setting, why }: InputProblem): string {
  return safe(`functions.${fn}.${setting}: ${inputFaultText(why)}`);
}

function hintOf<C extends InputFault['code']>(fault: Extract<InputFault, { code: C }>): string | undefined {
  const hint: ((of: typeof fault) => string) | undefined = HINTS[fault.code];
  return hint?.(fault);
}

const outputOf = ({ output = [] }: InputProblem): readonly string[] => output.map((line) => `  ${safeLogLine(line)}`);
