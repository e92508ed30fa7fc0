/**
 * TOML files of a function, with the place of a fault.
 */
import type { SourceTree } from '@smolfaas/core';
import { parse, TomlError } from 'smol-toml';
import { faulty, type Read } from './read.js';

/** Reads a document. */
export function readToml(tree: SourceTree, file: string): Read {
  const text = tree.readText(file);
  if (text === undefined) return { value: {} };
  try {
    return { value: parse(text.replace(/^\uFEFF/, '')) };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const reason = (error.message.split('\n')[0] ?? '').replace(/^Invalid TOML document: /, '');
    return faulty({ file, line: error.line, column: error.column, reason });
  }
}
