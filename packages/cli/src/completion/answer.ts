/**
 * `smolfaas __complete SHELL WORDS…`: what the scripts of `smolfaas completion` call on each Tab.
 *
 *     value<TAB>about     one line for each candidate
 *     :files              the shell may add paths (or `:directories`, `:none`); always the last line
 *
 * Place: bin/run.js calls this instead of oclif, because an answer has to be there before the user
 * notices. An entry point of the bundle; it loads neither oclif nor core.
 */
import { readFileSync } from 'node:fs';
import { type Candidate, complete } from './candidates.js';
import type { Place } from './functions-directory.js';
import type { Manifest } from './manifest.js';

/** What bin/run.js passes. */
export interface AnswerInput extends Place {
  /** Of oclif.manifest.json. */
  readonly manifest: URL;
}

/** @param args the shell, then the words after `smolfaas`; the last one is unfinished */
export async function answer([shell, ...words]: readonly string[], input: AnswerInput): Promise<string> {
  const manifest: Manifest = JSON.parse(readFileSync(input.manifest, 'utf8'));
  const { candidates, paths } = await complete(words, { ...input, manifest, errorCodes });
  // bash completes only what is after `=`, the others replace the whole word.
  const [before = ''] = shell === 'bash' ? [] : (/^--[\w-]+=/.exec(words.at(-1) ?? '') ?? []);
  const lines = candidates.map(({ value, about }) => `${before}${value}\t${about.replaceAll(/\s+/g, ' ')}`);
  return [...lines, `:${paths}`, ''].join('\n');
}

async function errorCodes(): Promise<readonly Candidate[]> {
  const { ERROR_MEANINGS } = await import('../help/error-meanings.js');
  return Object.keys(ERROR_MEANINGS).map((value) => ({ value, about: '' }));
}
