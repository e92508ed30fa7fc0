/**
 * Finds a request that works for a function: the first one in its `requests.json` that succeeds,
 * otherwise `GET /`.
 *
 * Place: used only where `up` shows a line to paste. The file belongs to the user, so unknown
 * content is skipped.
 */
import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The request that curl sends. */
export interface SampleRequest {
  readonly method: string;
  /** Begins with a slash. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

const FILE = 'requests.json';
const MOST_BYTES = 256 * 1024;

/** Every function answers this request in some way. */
export const PLAIN_REQUEST: SampleRequest = { method: 'GET', path: '/', headers: {} };

/** @param dir directory of the function */
export function sampleRequest(dir: string): SampleRequest {
  const path = join(dir, FILE);
  try {
    const stat = lstatSync(path);
    return stat.isFile() && stat.size <= MOST_BYTES ? firstThatWorks(readFileSync(path, 'utf8')) : PLAIN_REQUEST;
  } catch {
    return PLAIN_REQUEST; // the file does not exist
  }
}

/** Pure. */
export function firstThatWorks(text: string): SampleRequest {
  const exchanges = parsed(text);
  const found = Array.isArray(exchanges) ? exchanges.map(requestOf).find((one) => one !== undefined) : undefined;
  return found ?? PLAIN_REQUEST;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Undefined when curl cannot send the request in one line, or when its answer is an error. */
function requestOf(exchange: unknown): SampleRequest | undefined {
  if (!isFields(exchange) || !isFields(exchange['request'])) return undefined;
  const { method, path, json, headers = {} } = exchange['request'];
  const answer = isFields(exchange['answer']) ? exchange['answer'] : {};
  const status = answer['status'] ?? 200;
  if (typeof status !== 'number' || status < 200 || status > 299) return undefined;
  if (typeof method !== 'string' || !/^[A-Z]{1,20}$/.test(method)) return undefined;
  if (typeof path !== 'string' || !/^\/[\x21-\x7e]*$/.test(path)) return undefined;
  if (!isFields(headers) || !isHeaders(headers)) return undefined;
  if (json === undefined) return { method, path, headers };
  const type = { 'Content-Type': 'application/json' };
  return { method, path, headers: { ...type, ...headers }, body: JSON.stringify(json) };
}

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Rejects headers that would need a second line. */
function isHeaders(fields: Readonly<Record<string, unknown>>): fields is Readonly<Record<string, string>> {
  return Object.entries(fields).every(
    ([name, value]) => /^[\w-]+$/.test(name) && typeof value === 'string' && !/\p{Cc}/u.test(value),
  );
}
