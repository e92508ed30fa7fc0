/**
 * What reading a file of a function results in. A fault is reported with its place, as compilers do:
 * `package.json:12:5: …`.
 */
import type { Problem } from '../problem.js';

/** The file's object, which is empty when there is no such file, or what is wrong with the file. */
export type Read = { readonly value: Readonly<Record<string, unknown>> } | { readonly problem: Problem };

/** A fault in a file: lines and columns count from 1. */
export interface Fault {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly reason: string;
}

/** The problem that reports a fault. */
export function faulty({ file, line, column, reason }: Fault): { readonly problem: Problem } {
  return { problem: { message: `${file}:${line}:${column}: ${reason}`, hint: `correct ${file} at line ${line}` } };
}

/** Whether a value is an object with fields: neither a list nor null. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
