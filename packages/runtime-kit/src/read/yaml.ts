/**
 * YAML files of a function, with the place of a fault. A file of several documents counts by its
 * first.
 */
import type { SourceTree } from '@smolfaas/core';
import { LineCounter, parseAllDocuments } from 'yaml';
import { faulty, isObject, type Read } from './read.js';

/** Reads a mapping; an empty file is an empty one. */
export function readYaml(tree: SourceTree, file: string): Read {
  const text = tree.readText(file);
  if (text === undefined) return { value: {} };
  const lineCounter = new LineCounter();
  const [document] = parseAllDocuments(text.replace(/^\uFEFF/, ''), { lineCounter, prettyErrors: false });
  if (document === undefined || !('errors' in document)) return { value: {} };
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    return faulty({ file, line, column: col, reason: error.message });
  }
  const value: unknown = document.toJS();
  if (value === null || value === undefined) return { value: {} };
  return isObject(value) ? { value } : faulty({ file, line: 1, column: 1, reason: 'a mapping is expected' });
}
