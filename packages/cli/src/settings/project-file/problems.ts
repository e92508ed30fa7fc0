/**
 * Turns the schema's issues into problems that a user reads: with a position, the known keys, and a
 * suggestion. Pure.
 */
import type { ProjectFileProblem } from '@smolfaas/core';
import type * as z from 'zod';
import { nearest } from '../../text/nearest.js';
import { keysAt } from './schema-keys.js';
import { type Path, placeOf, type YamlSource } from './source.js';

const MOST_LISTED = 12;

export type Issue = z.core.$ZodIssue;

/** What an issue is reported against. */
export interface Reported {
  readonly source: YamlSource;
  readonly schema: z.core.$ZodType;
  /** Where the checked value begins in the file: empty, or the path of a profile. */
  readonly prefix: Path;
}

/** The position of an issue about keys is at the keys, of any other at the value. */
export function problemsOf(issue: Issue, reported: Reported): ProjectFileProblem[] {
  const { source, schema, prefix } = reported;
  const path = [...prefix, ...issue.path];
  const where = path.length === 0 ? '' : `${path.map(String).join('.')}: `;
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, issue.path);
    return issue.keys.map((key) => ({
      ...placeOf([...path, key], source, true),
      message: `${where}unknown key "${key}"${knownText(known)}`,
      ...suggested(key, known),
    }));
  }
  const branch = issue.code === 'invalid_union' ? nearestBranch(issue.errors) : undefined;
  if (branch !== undefined) {
    return branch.flatMap((one) => problemsOf({ ...one, path: [...issue.path, ...one.path] }, reported));
  }
  const place = placeOf(path, source, issue.code === 'invalid_key');
  return [{ ...place, message: `${where}${issue.message}`, ...meant(issue) }];
}

/** A short list helps where there is no near match; a long one hides the rest of the message. */
function knownText(known: readonly string[]): string {
  return known.length <= MOST_LISTED ? `; known: ${known.join(', ')}` : '; all keys: smolfaas help settings';
}

/** The form of a union that the value has, if the fault is deeper inside of it. */
function nearestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  return branches.find(
    (issues) => issues.length > 0 && issues.every(({ code, path }) => path.length > 0 || code === 'unrecognized_keys'),
  );
}

/** For one of a few words, the nearest; for true and false, their names in YAML 1.1. */
function meant(issue: Issue): { suggestion?: string } {
  const { input } = issue;
  if (typeof input !== 'string') return {};
  if (issue.code === 'invalid_value') return suggested(input, issue.values.map(String));
  if (issue.code === 'custom') return suggested(input, words(issue.params?.['words']));
  if (issue.code !== 'invalid_type' || issue.expected !== 'boolean') return {};
  if (/^(yes|on|y|true)$/i.test(input)) return { suggestion: 'true' };
  return /^(no|off|n|false)$/i.test(input) ? { suggestion: 'false' } : {};
}

const words = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

function suggested(key: string, known: readonly string[]): { suggestion?: string } {
  const suggestion = nearest(key, known);
  return suggestion === undefined ? {} : { suggestion };
}
