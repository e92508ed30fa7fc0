/**
 * A function's `requests.json`: what it is asked, and what it answers. Kept beside the function's files and no part of them.
 *
 * ```
 * { "request": { "method": "POST", "path": "/", "json": {…}, "headers": {…} },
 *   "answer":  { "status": 200, "json": {…}, "text": "…", "headers": {…} } }
 * { "request": { "path": "/chat", "websocket": "sent" }, "answer": { "websocket": "received" } }
 * ```
 *
 * Answers are compared as far as they are written down: `json` and `headers` may be parts, `text` is the whole body.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { TestProject } from './project.js';
import { echoOver } from './websocket.js';

/** The file's name, in examples and in the corpus. */
export const REQUESTS = 'requests.json';

interface HttpExchange {
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly json?: unknown;
    readonly headers?: Readonly<Record<string, string>>;
  };
  readonly answer: {
    readonly status: number;
    readonly json?: object;
    readonly text?: string;
    readonly headers?: Readonly<Record<string, string>>;
  };
}

interface WebSocketExchange {
  readonly request: { readonly path: string; readonly websocket: string };
  readonly answer: { readonly websocket: string };
}

export type Exchange = HttpExchange | WebSocketExchange;

/** Reads the exchanges of the function whose files are in `dir`. @throws when there is none */
export async function readExchanges(dir: string): Promise<readonly Exchange[]> {
  const exchanges = JSON.parse(await readFile(join(dir, REQUESTS), 'utf8')) as Exchange[];
  if (exchanges.length === 0) throw new Error(`${dir}: ${REQUESTS} asks nothing`);
  return exchanges;
}

/** Asks a running function through the router, one request after another, and fails where an answer is another one. */
export async function expectAnswers(project: TestProject, fn: string, exchanges: readonly Exchange[]): Promise<void> {
  for (const { request, answer } of exchanges) {
    const path = `/invoke/${fn}${request.path}`;
    if ('websocket' in request && 'websocket' in answer)
      expect(await echoOver(project.httpsPort, path, request.websocket)).toBe(answer.websocket);
    else if ('method' in request && 'status' in answer) await expectHttp(project, path, request, answer);
    else throw new Error(`${fn}: a request and its answer are of different kinds`);
  }
}

async function expectHttp(
  project: TestProject,
  path: string,
  { method, json, headers }: HttpExchange['request'],
  answer: HttpExchange['answer'],
): Promise<void> {
  const sent = json === undefined ? {} : { body: JSON.stringify(json) };
  const type = json === undefined ? {} : { 'content-type': 'application/json' };
  const got = await project.call(path, { method, headers: { ...type, ...headers }, ...sent });
  const asked = `${method} ${path}`;
  expect({ asked, status: got.status, body: got.body }).toMatchObject({ asked, status: answer.status });
  if (answer.json !== undefined) expect(JSON.parse(got.body)).toMatchObject(answer.json);
  if (answer.text !== undefined) expect(got.body).toBe(answer.text);
  if (answer.headers !== undefined) expect(got.headers).toMatchObject(answer.headers);
}
