/**
 * Turns the words of `smolfaas invoke` into one HTTP request. Pure, apart from reading the data.
 *
 *     invoke fn                     the first sample of its requests.json, else GET /
 *     invoke fn /path               GET
 *     invoke fn /path -d DATA       POST; the content type follows from the data
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { systemCode } from '@smolfaas/core';
import { UsageError } from '../errors/usage-error.js';
import { sampleRequest } from '../report/sample-request.js';
import { quote } from '../text/safe.js';

/** The words, as typed. */
export interface InvokeWords {
  readonly path?: string | undefined;
  readonly request?: string | undefined;
  readonly header?: readonly string[] | undefined;
  readonly data?: string | undefined;
}

export interface InvokeRequest {
  readonly method: string;
  /** Begins with a slash; with the query. */
  readonly path: string;
  /** In the order in which they are sent; a name may be repeated. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: Buffer;
  /** True when the request is from the function's requests.json. */
  readonly isSample?: true;
}

/** Where relative paths begin and samples are; both absolute. */
export interface InvokePlaces {
  readonly functionsDir: string;
  readonly cwd: string;
  readonly stdin: AsyncIterable<Uint8Array>;
}

/** @throws UsageError */
export async function invokeRequest(fn: string, words: InvokeWords, places: InvokePlaces): Promise<InvokeRequest> {
  const { path, request, header = [], data } = words;
  if (path === undefined && request === undefined && header.length === 0 && data === undefined)
    return fromSample(join(places.functionsDir, fn));
  const body = data === undefined ? undefined : await bodyOf(data, places);
  const headers = header.map(headerOf);
  const hasType = headers.some(([name]) => name.toLowerCase() === 'content-type');
  if (body !== undefined && !hasType) headers.push(['content-type', contentTypeOf(body)]);
  return {
    method: methodOf(request ?? (body === undefined ? 'GET' : 'POST')),
    path: pathOf(path ?? '/'),
    headers,
    ...(body && { body }),
  };
}

function fromSample(dir: string): InvokeRequest {
  const { method, path, headers, body } = sampleRequest(dir);
  const isPlain = method === 'GET' && path === '/' && body === undefined;
  return {
    method,
    path,
    headers: Object.entries(headers),
    ...(body !== undefined && { body: Buffer.from(body) }),
    ...(!isPlain && { isSample: true as const }),
  };
}

/** `@FILE`, `@-` for stdin, or the text itself, as curl's --data-binary. */
async function bodyOf(data: string, { cwd, stdin }: InvokePlaces): Promise<Buffer> {
  if (data === '@-') return buffer(stdin);
  if (!data.startsWith('@')) return Buffer.from(data);
  const path = resolve(cwd, data.slice(1));
  try {
    return readFileSync(path);
  } catch (error) {
    throw new UsageError(
      `--data: cannot read ${quote(path)} (${systemCode(error) ?? 'error'})`,
      'text that begins with @ is sent from stdin: --data @-',
    );
  }
}

/** JSON if it parses as JSON, as most functions want it; else text, if it is UTF-8. */
export function contentTypeOf(body: Uint8Array): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return 'application/octet-stream';
  }
  try {
    JSON.parse(text);
    return 'application/json';
  } catch {
    return 'text/plain; charset=utf-8';
  }
}

function headerOf(text: string): [name: string, value: string] {
  const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)$/.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return [name.toLowerCase(), value.trimEnd()];
  throw new UsageError(`--header ${quote(text)} is no header`, "write it like this: -H 'Accept: text/html'");
}

function methodOf(text: string): string {
  const method = text.toUpperCase();
  if (/^[A-Z]{1,20}$/.test(method) && method !== 'CONNECT') return method;
  throw new UsageError(
    `--request ${quote(text)} is no method that can be sent`,
    'such as GET, POST, PUT, PATCH, DELETE',
  );
}

/** Characters that no request line may contain are escaped; escapes are left as they are. */
function pathOf(text: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
    const { pathname, search } = new URL(text);
    const hint = `name the function, then the path: smolfaas invoke NAME ${pathname.replace(/^\/invoke\/[^/]+/, '') || '/'}${search}`;
    throw new UsageError(`${quote(text)} is a URL, and a path is expected`, hint);
  }
  const path = text.startsWith('/') ? text : `/${text}`;
  return path.replace(/#.*$/s, '').replace(/[^\x21-\x7e]+/gu, encodeURIComponent);
}
