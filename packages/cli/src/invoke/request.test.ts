/** The request that words mean. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { contentTypeOf, invokeRequest, type InvokeWords } from './request.js';
import { headersOf } from './send.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'smolfaas-invoke-'));
  mkdirSync(join(dir, 'web'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const request = (words: InvokeWords, stdin = '') =>
  invokeRequest('web', words, { functionsDir: dir, cwd: dir, stdin: Readable.from([Buffer.from(stdin)]) });

const JSON_TYPE = ['content-type', 'application/json'];

it('is GET / by default, and the first sample of requests.json where there is one', async () => {
  expect(await request({})).toEqual({ method: 'GET', path: '/', headers: [] });
  const samples = [{ request: { method: 'PUT', path: '/a', json: { b: 1 } } }];
  writeFileSync(join(dir, 'web', 'requests.json'), JSON.stringify(samples));
  expect(await request({})).toMatchObject({ method: 'PUT', path: '/a', isSample: true });
  expect(await request({ path: '/' })).toEqual({ method: 'GET', path: '/', headers: [] });
});

it('is POST with data, of a type that follows from the data', async () => {
  const body = Buffer.from('{"a":1}');
  expect(await request({ data: '{"a":1}' })).toEqual({ method: 'POST', path: '/', headers: [JSON_TYPE], body });
  writeFileSync(join(dir, 'file'), body);
  expect(await request({ data: '@file' })).toMatchObject({ body, headers: [JSON_TYPE] });
  expect(await request({ data: '@-' }, '{"a":1}')).toMatchObject({ body });
  expect(await request({ data: 'x', request: 'put', header: ['Content-type:  a/b '] })).toMatchObject({
    method: 'PUT',
    headers: [['content-type', 'a/b']],
  });
});

it.each([
  ['{"a":1}', 'application/json'],
  ['a=b', 'text/plain; charset=utf-8'],
  ['', 'text/plain; charset=utf-8'],
])('content type of %j', (text, type) => {
  expect(contentTypeOf(Buffer.from(text))).toBe(type);
});

it('knows bytes that are no text', () => {
  expect(contentTypeOf(Buffer.from([0xff, 0xfe]))).toBe('application/octet-stream');
});

it.each([
  ['a/b?c=d', '/a/b?c=d'],
  ['?q=1', '/?q=1'],
  ['/ä b', '/%C3%A4%20b'],
  ['/%20/../x', '/%20/../x'],
  ['/a#part', '/a'],
])('path %s is %s', async (path, sent) => {
  expect(await request({ path })).toMatchObject({ path: sent });
});

it.each<[string, InvokeWords]>([
  ['a URL', { path: 'https://fn.localhost/invoke/web/x' }],
  ['a header without a colon', { header: ['x'] }],
  ['a header with a line break', { header: ['a: b\nc: d'] }],
  ['a method with a blank', { request: 'GET /' }],
  ['a file that is not there', { data: '@nothing' }],
])('refuses %s', async (_, words) => {
  await expect(request(words)).rejects.toThrow(/is a URL|is no header|is no method|cannot read/);
});

it('is sent with the headers without which no server knows where it ends', () => {
  const names = (method: string, body?: Buffer, ...headers: [string, string][]) =>
    headersOf({ method, path: '/', headers, ...(body && { body }) }, 'fn.localhost').map((one) => one.join(': '));
  expect(names('GET')).toEqual(['host: fn.localhost']);
  expect(names('POST')).toEqual(['host: fn.localhost', 'content-length: 0']);
  expect(names('DELETE', Buffer.from('abc'), ['a', 'b'])).toEqual(['host: fn.localhost', 'a: b', 'content-length: 3']);
  expect(names('POST', Buffer.from('x'), ['host', 'other'], ['content-length', '1'])).toEqual([
    'host: other',
    'content-length: 1',
  ]);
});
