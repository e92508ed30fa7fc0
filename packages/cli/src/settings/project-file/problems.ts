/**
 * Turns the schema's issues into problems with positions in the text. Pure.
 *
 * YAML's nodes know their position in the text, the schema's issues know their path of keys. This
 * file joins the two.
 */
import type { ProjectFileProblem } from '@smolfaas/core';
import { type Document, isMap, isNode, isScalar, type LineCounter } from 'yaml';
import type * as z from 'zod';
import { nearest } from '../../text/nearest.js';
import { projectFile } from './schema.js';

type Issue = z.core.$ZodIssue;
export type Path = readonly PropertyKey[];

/** A parsed text, and what is needed to find positions in it. */
export interface Source {
  readonly document: Document;
  readonly lines: LineCounter;
}

/** The position of an issue about unknown keys is at the keys, of any other at the value. */
export function problemsOf(issue: Issue, source: Source): ProjectFileProblem[] {
  const where = issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  if (issue.code !== 'unrecognized_keys') {
    return [{ ...placeOf(issue.path, source), message: `${where}${issue.message}` }];
  }
  return issue.keys.map((key) => ({
    ...placeOf([...issue.path, key], source, true),
    message: `${where}unknown key "${key}"; known: ${knownKeys(issue.path).join(', ')}`,
    ...suggested(key, knownKeys(issue.path)),
  }));
}

/** The known keys at a path of the schema. */
function knownKeys(path: Path): readonly string[] {
  if (path.length === 0) return Object.keys(projectFile.shape);
  const { functions, registries } = projectFile.shape;
  const one = path[0] === 'registries' ? registries.unwrap().valueType : functions.unwrap().valueType;
  return Object.keys(one.shape);
}

function suggested(key: string, known: readonly string[]): { suggestion?: string } {
  const suggestion = nearest(key, known);
  return suggestion === undefined ? {} : { suggestion };
}

/**
 * Position of the value at this path, or of its key. For a missing one, of its nearest existing
 * ancestor.
 */
export function placeOf(path: Path, source: Source, atKey = false): { line?: number; column?: number } {
  const { document, lines } = source;
  const parent = document.getIn(path.slice(0, -1), true);
  const last = path.at(-1);
  const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === last) : undefined;
  const node = atKey ? pair?.key : document.getIn(path, true);
  if (isNode(node) && node.range) return position(lines, node.range[0]);
  return path.length === 0 ? {} : placeOf(path.slice(0, -1), source);
}

export function position(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}
