/**
 * Row 24: a step prints the secrets that it was given, in every spelling that steps print them in. No part of them may
 * reach a screen, a report or the log, on a terminal as in a pipe.
 *
 * Gotcha: output arrives line by line, so a wrapped secret is in no single line. The lines are joined before they are searched.
 */
import { randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baseImage } from '../harness/bases.js';
import { TestProject } from '../harness/project.js';

/** This many characters of a secret in a row count as a leak; each function prints far more. */
const PART = 10;

const TOKEN = `t0ken/+&"${randomBytes(24).toString('base64url')}`;
const KEY = [
  '-----BEGIN PRIVATE KEY-----',
  ...Array.from({ length: 5 }, () => randomBytes(48).toString('base64')),
  randomBytes(9).toString('base64'),
  '-----END PRIVATE KEY-----',
].join('\n');
const SHORT = 'ab1';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const body = KEY.split('\n').slice(1, -1).join('');
const SPELLINGS = [TOKEN, base64(TOKEN), encodeURIComponent(TOKEN), body, base64(KEY)];

const STEP = [
  'export T="$(cat /run/secrets/token)"',
  'printf "token is <%s> and <%s>\\n" "$T" "$T"',
  'cat /run/secrets/token | base64',
  'cat /run/secrets/token | fold -w 20; echo',
  'printf "the token: %s" "$T" | fold -w 7; echo',
  'cat /run/secrets/key; echo',
  'base64 /run/secrets/key',
  'base64 -w 20 /run/secrets/key',
  'cat /run/secrets/key | tr -d "\\n" | fold -w 30; echo',
  "node -e 'console.log(encodeURIComponent(process.env.T))'",
  'cat /run/secrets/short; echo " cab1net ab1e"',
  'echo the last line that is no secret',
].join(' && ');

let project: TestProject;
beforeAll(async () => {
  project = await TestProject.create();
  const base = await baseImage('node', 'node');
  const mounts = ['token', 'key', 'short'].map((id) => `--mount=type=secret,id=${id}`).join(' ');
  const mark = randomBytes(8).toString('hex');
  const dockerfile = (end: string) =>
    `FROM ${base}\nRUN echo ${mark} > /mark\nRUN ${mounts} ${STEP} && ${end}\nCMD ["node", "-e", "require('http').createServer((q, s) => s.end()).listen(8000)"]\n`;
  await project.write('failing', { Dockerfile: dockerfile('exit 7'), '.dockerignore': 'key.pem', 'key.pem': KEY });
  await project.write('sound', { Dockerfile: dockerfile('echo fine'), '.dockerignore': 'key.pem', 'key.pem': KEY });
  const settings = { secrets: { token: 'env=BUILD_TOKEN', key: 'src=key.pem', short: 'env=SHORT' } };
  const functions = { failing: { settings }, sound: { settings } };
  await writeFile(join(project.dir, 'smolfaas.yaml'), JSON.stringify({ version: 1, functions }));
  project.env = { BUILD_TOKEN: TOKEN, SHORT };
});
afterAll(() => project.dispose());

/** Parts of secrets in a text; its lines are searched alone and joined, without what a display puts before them. */
function leaks(text: string): readonly string[] {
  const lines = stripVTControlCharacters(text)
    .split(/\r?\n|\\n|","/)
    .map((line) => line.replace(/^.*(?:\| #\d+ |│ |"line":")/, '').trim());
  const joined = lines.join('');
  const parts = SPELLINGS.flatMap((one) =>
    Array.from({ length: one.length - PART + 1 }, (_, at) => one.slice(at, at + PART)),
  );
  return parts.filter((part) => text.includes(part) || joined.includes(part)).slice(0, 3);
}

async function logged(): Promise<string> {
  const dir = join(project.dir, 'xdg-state', 'smolfaas');
  const texts = await Promise.all((await readdir(dir)).map((name) => readFile(join(dir, name), 'utf8')));
  return texts.join('\n');
}

describe('a build that prints its secrets', () => {
  it('row 24: shows none of them as plain text, and still what is no secret', async () => {
    const { stdout, stderr } = await project.expectRun(1, 'up', '--verbose');
    expect(stderr).toContain('the last line that is no secret');
    expect(stderr).toContain('ab1 cab1net ab1e');
    expect(stderr).toMatch(/sound.*\| #\d+ token is <\*\*\*> and <\*\*\*>/);
    expect(leaks(stdout + stderr)).toEqual([]);
  });

  it('row 24: shows none in JSON, in the facts of its error neither', async () => {
    const { stdout, stderr } = await project.expectRun(1, 'up', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      functions: [{ function: 'failing', error: { code: 'build-step-failed' } }, {}],
    });
    expect(leaks(stdout + stderr)).toEqual([]);
  });

  it('row 24: shows none on a terminal', async () => {
    project.through = ['sh', '-c', 'exec script -qec "$*" /dev/null', 'sh'];
    project.env['TERM'] = 'xterm';
    const { stdout } = await project.run('up');
    project.through = [];
    expect(stdout).toContain('[up]');
    expect(stdout).toContain('the last line that is no secret');
    expect(leaks(stdout)).toEqual([]);
  });

  it('row 24: shows none in the log file, where all lines are', async () => {
    const log = await logged();
    expect(log).toContain('the last line that is no secret');
    expect(leaks(log)).toEqual([]);
  });
});
