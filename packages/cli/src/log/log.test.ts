/** The log file: its path, content, size limit and removal. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SmolfaasError } from '@smolfaas/core';
import { describe, expect, it } from 'vitest';
import { openLog, removeLog } from './file.js';
import { logPath } from './path.js';
import { temporaryFolder } from '../testing/temporary-folder.js';

const home = () => temporaryFolder();
const lines = (path: string) =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('logPath', () => {
  it('follows XDG, one file for each state database', () => {
    const at = (db: string, env = {}) => logPath(db, { env, home: '/home/me' });
    expect(at('/srv/shop/.smolfaas')).toMatch(/^\/home\/me\/\.local\/state\/smolfaas\/shop-[0-9a-f]{8}\.log$/);
    expect(at('/srv/shop/.smolfaas', { XDG_STATE_HOME: '/state' })).toMatch(/^\/state\/smolfaas\/shop-/);
    expect(at('/srv/shop/.smolfaas', { XDG_STATE_HOME: 'relative' })).toMatch(/^\/home\/me\/\.local/);
    expect(at('/srv/shop/.smolfaas')).not.toBe(at('/old/shop/.smolfaas'));
  });
});

describe('openLog', () => {
  it('writes events and errors with their causes before it is closed', async () => {
    const path = join(home(), 'deep', 'a.log');
    const log = await openLog(path, { verb: 'up', version: '0.1.0' });
    log.event({ type: 'remark', level: 'note', message: 'hello' });
    expect(existsSync(path)).toBe(false);
    log.event({ type: 'router', phase: 'starting' });
    const cause = new Error('socket hang up', { cause: new TypeError('inner') });
    log.error(new SmolfaasError('engine-died', { endpoint: 'unix:///s', call: 'GET /info' }, { cause }));
    const [begin, event, , error] = lines(path);
    expect(begin).toMatchObject({ verb: 'up', version: '0.1.0', pid: process.pid });
    expect(event).toMatchObject({ type: 'remark', level: 'note', message: 'hello' });
    expect(error.err).toMatchObject({
      name: 'SmolfaasError',
      code: 'engine-died',
      cause: { message: 'socket hang up', cause: { name: 'TypeError', message: 'inner' } },
    });
    log.close();
    expect(lines(path).at(-1).msg).toBe('end');
  });

  it('writes errors inside events whole as well', async () => {
    const path = join(home(), 'a.log');
    writeFileSync(path, '');
    const log = await openLog(path, { verb: 'up', version: '0.1.0' });
    const error = new SmolfaasError('build-failed', { function: 'fn-a', message: 'no' }, { cause: new Error('why') });
    log.event({ type: 'failure', function: 'fn-a', error });
    log.close();
    expect(lines(path)[1].error).toMatchObject({ code: 'build-failed', cause: { message: 'why' } });
  });

  it('makes no file for a run that fails before it does anything, unless it is told to', async () => {
    const path = join(home(), 'deep', 'a.log');
    const wrong = await openLog(path, { verb: 'up', version: '0.1.0' });
    wrong.event({ type: 'engine', endpoint: 'unix:///s', version: '20.10' });
    wrong.event({ type: 'function', function: 'a', phase: 'failed' });
    wrong.error(new SmolfaasError('functions-dir-missing', { path: '/x' }));
    wrong.close();
    expect(existsSync(dirname(path))).toBe(false);
    const ours = await openLog(path, { verb: 'up', version: '0.1.0' });
    ours.error(new TypeError('x is undefined'), true);
    expect(lines(path).map(({ msg }) => msg)).toEqual(['begin', 'error']);
    ours.close();
  });

  it.each([
    ['a named pipe', (path: string) => execFileSync('mkfifo', [path]), 'ENXIO'],
    ['a directory', (path: string) => mkdirSync(path), 'EISDIR'],
    ['a full disk', (path: string) => symlinkSync('/dev/full', path), 'not a regular file'],
  ])('goes on where %s is in its place, and says why once', async (_, make, why) => {
    const path = join(home(), 'a.log');
    make(path);
    const problems: string[] = [];
    const log = await openLog(path, { verb: 'up', version: '0' }, undefined, (problem) => problems.push(problem));
    log.event({ type: 'router', phase: 'starting' });
    log.close();
    expect(problems).toEqual([`no log file: ${why}, "${path}"`]);
  });

  it('sets a file of 5 MB aside, and keeps only one such', async () => {
    const path = join(home(), 'a.log');
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, 'x'.repeat(5 * 1024 * 1024));
    writeFileSync(`${path}.1`, 'older');
    (await openLog(path, { verb: 'up', version: '0.1.0' })).close();
    expect(readFileSync(`${path}.1`).length).toBe(5 * 1024 * 1024);
    expect(lines(path)).toHaveLength(2);
    removeLog(path);
    expect([existsSync(path), existsSync(`${path}.1`)]).toEqual([false, false]);
  });
});
