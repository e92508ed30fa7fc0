/**
 * Secrets reach the container that they are for, and nothing else: twenty of all kinds are searched for in the image, its layers and history,
 * the labels, the log file, the state database, the process list, another function, and all output, also when the function prints them all.
 */
import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engineCall } from '../harness/engine.js';
import { nodeScript } from '../harness/functions.js';
import { baseImage } from '../harness/bases.js';
import { readImages } from '../harness/images.js';
import { TestProject } from '../harness/project.js';

/** The part of a secret that nothing else contains. */
const canary = (): string => randomBytes(12).toString('hex');

const KINDS = [
  (part: string) => part,
  (part: string) => `it's "${part}" $HOME \`x\` \\n`,
  (part: string) => `-----BEGIN KEY-----\n${part}\n${part.toUpperCase()}\n-----END KEY-----\n`,
  (part: string) => `pässword ${part}`,
  (part: string) => `https://user:${part}@example.org/?a=b&c=%20`,
] as const;

interface Canary {
  readonly name: string;
  readonly part: string;
  readonly value: string;
  readonly origin: 'env' | 'file' | 'shell' | 'list';
  readonly variable?: string;
}

const ORIGINS = ['env', 'file', 'shell', 'list'] as const;

/** Each kind of value from each origin; one in four is a variable too. */
const SECRETS: readonly Canary[] = ORIGINS.flatMap((origin, row) =>
  KINDS.map((kind, column) => {
    const part = canary();
    const name = `${origin}-${column}`;
    return {
      name,
      part,
      value: kind(part),
      origin,
      ...((row + column) % 4 === 0 && { variable: `V_${row}_${column}` }),
    };
  }),
);

/** Answers the hashes of what it finds, so that the answer itself shows no secret. */
const SCRIPT = `
const fs = require('node:fs');
const hash = (value) => require('node:crypto').createHash('sha256').update(value).digest('hex');
const dir = '/run/secrets';
const files = fs.existsSync(dir) ? Object.fromEntries(fs.readdirSync(dir).map((name) => [name, hash(fs.readFileSync(dir + '/' + name))])) : {};
const variables = Object.fromEntries(Object.entries(process.env).map(([name, value]) => [name, hash(value)]));
require('node:http').createServer((_, response) => {
  response.end(JSON.stringify({ files, variables, env: process.env, uid: process.getuid() }));
}).listen(8000, '0.0.0.0');
process.on('SIGTERM', () => process.exit(0));
`;

/** Prints all that it has, in several ways, and never listens. */
const TELLTALE = `
const fs = require('node:fs');
for (const name of fs.readdirSync('/run/secrets')) {
  const value = fs.readFileSync('/run/secrets/' + name, 'utf8');
  console.log(value, JSON.stringify(value), Buffer.from(value).toString('base64'));
}
console.error(process.env);
setInterval(() => {}, 1000);
`;

interface Seen {
  readonly files: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly uid: number;
}

const sha256 = (value: string) => createHash('sha256').update(value).digest('hex');

let project: TestProject;
beforeAll(async () => {
  project = await TestProject.create();
  project.env = Object.fromEntries(
    SECRETS.filter(({ origin }) => origin === 'env').map(({ value }, at) => [`HOST_${at}`, value]),
  );
  for (const { name, value, origin } of SECRETS) if (origin !== 'env') await writeFile(join(project.dir, name), value);
  await project.write('fn', nodeScript(SCRIPT));
  await project.write('other', nodeScript(SCRIPT));
});
afterAll(() => project?.dispose());

function choiceOf({ name, origin, variable }: Canary, at: number): object {
  const also = variable === undefined ? {} : { as_env: variable };
  if (origin === 'env') return { env: `HOST_${at}`, ...also };
  if (origin === 'file') return { file: name, ...also };
  if (origin === 'list') return { command: ['cat', name], ...also };
  return { command: `echo run >> runs; cat ${name} | cat`, ...also };
}

const configure = (more: object = {}, health: object = {}) => {
  const secrets = Object.fromEntries(SECRETS.map((one, at) => [one.name, choiceOf(one, at)]));
  const functions = { fn: { secrets: { ...secrets, ...more }, health } };
  return writeFile(join(project.dir, 'smolfaas.yaml'), JSON.stringify({ version: 1, functions }));
};

/** The names of secrets that a text contains, in any of their spellings. */
function found(text: string | Buffer): readonly string[] {
  const bytes = Buffer.from(text);
  const spellings = ({ part, value }: Canary) => [part, part.toUpperCase(), Buffer.from(value).toString('base64')];
  return SECRETS.filter((one) => spellings(one).some((spelling) => bytes.includes(spelling))).map(({ name }) => name);
}

/** Those in all files below a directory, and in their names. */
async function foundBelow(dir: string): Promise<readonly string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  expect(files.length).toBeGreaterThan(0);
  return (await Promise.all(files.map(async (file) => found(await readFile(file))))).flat();
}

/** Those in the command lines of all processes, until the work is done. */
async function foundInProcesses(work: Promise<unknown>): Promise<readonly string[]> {
  const seen = new Set<string>();
  const state = { isDone: false };
  const end = work.finally(() => (state.isDone = true));
  while (!state.isDone) {
    for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
      const line = await readFile(`/proc/${pid}/cmdline`).catch(() => Buffer.alloc(0));
      for (const name of found(line)) seen.add(name);
    }
    await sleep(20);
  }
  await end;
  return [...seen];
}

describe('twenty secrets', () => {
  test('reach their container, in files and variables; no process list and no output shows one', async () => {
    await configure();
    const up = project.expectRun(0, 'up', '--json', '--verbose');
    expect(await foundInProcesses(up)).toEqual([]);
    const { stdout, stderr } = await up;
    expect(found(stdout + stderr)).toEqual([]);
    const { files, variables, uid } = await project.invoke<Seen>('fn');
    expect(uid).not.toBe(0);
    const printed = ({ origin, value }: Canary) =>
      origin === 'shell' || origin === 'list' ? value.replace(/^([^\n]*)\n$/, '$1') : value;
    expect(files).toEqual(Object.fromEntries(SECRETS.map((one) => [one.name, sha256(printed(one))])));
    const asVariables = SECRETS.flatMap((one) =>
      one.variable === undefined ? [] : [[one.variable, sha256(printed(one))]],
    );
    expect(asVariables.length).toBe(5);
    expect(variables).toMatchObject(Object.fromEntries(asVariables) as Record<string, string>);
  });

  test('are in no image, layer, history, label, log and database', async () => {
    const image = `${project.imagePrefix}-fn:latest`;
    const content = (await readImages([image], await baseImage('node', 'node'))).get(image);
    expect(content?.text('app/index.js')).toBe(SCRIPT);
    expect(content?.own.flatMap(({ path, data }) => [...found(path), ...found(data)])).toEqual([]);
    const [details, history, inspected] = await Promise.all([
      engineCall('GET', `/images/${image}/json`),
      engineCall('GET', `/images/${image}/history`),
      engineCall<{ Config: { Env: unknown } }>('GET', `/containers/${project.imagePrefix}-fn/json`),
    ]);
    expect(found(JSON.stringify([content?.config, details, history]))).toEqual([]);
    // With as_env the engine itself shows the variable; nothing else of the container does.
    const { Config, ...rest } = inspected;
    expect(found(JSON.stringify([rest, { ...Config, Env: [] }]))).toEqual([]);
    expect(await foundBelow(join(project.dir, 'xdg-state'))).toEqual([]);
    const state = (await readdir(project.dir)).filter((name) => name.startsWith('.smolfaas'));
    expect(state).toContain('.smolfaas');
    for (const name of state) expect(found(await readFile(join(project.dir, name)))).toEqual([]);
  });

  test('are not in another function', async () => {
    const { env, files } = await project.invoke<Seen>('other');
    expect(files).toEqual({});
    expect(found(JSON.stringify(env))).toEqual([]);
  });

  test.each([
    ['check', '--json'],
    ['ps', '--json'],
    ['inspect', 'fn', '--json'],
    ['inspect', 'fn'],
    ['logs', '--json'],
    ['up', '--dry-run', '--json'],
    ['projects', '--json'],
    ['env', '--json'],
    ['url', 'fn', '--json'],
    ['invoke', 'other', '--json'],
  ])('are not read by %s, and its output shows none', async (...args) => {
    const runs = await readFile(join(project.dir, 'runs'), 'utf8');
    const { stdout, stderr } = await project.expectRun(0, ...args);
    expect(stdout.length).toBeGreaterThan(0);
    expect(found(stdout + stderr)).toEqual([]);
    expect(await readFile(join(project.dir, 'runs'), 'utf8')).toBe(runs);
  });

  test('are found in what contains them: this search can fail', async () => {
    expect(SECRETS.flatMap(({ value }) => found(`x${value}y`))).toEqual(SECRETS.map(({ name }) => name));
    const { env } = await project.invoke<Seen>('fn');
    expect(found(JSON.stringify(env))).toHaveLength(5);
  });

  test('are hidden when the function itself prints them', async () => {
    await project.write('fn', nodeScript(TELLTALE));
    await configure({}, { deadline: 2 });
    const { stdout, stderr } = await project.expectRun(1, 'up', '--json', '--verbose');
    expect(stdout + stderr).toContain('***');
    expect(found(stdout + stderr)).toEqual([]);
    expect(await foundBelow(join(project.dir, 'xdg-state'))).toEqual([]);
  });
});

test('another value replaces the container, builds nothing, and is named', async () => {
  const id = () => engineCall<{ Id: string; Image: string }>('GET', `/containers/${project.imagePrefix}-fn/json`);
  const before = await id();
  await project.write('fn', nodeScript(SCRIPT));
  await configure();
  await writeFile(join(project.dir, 'file-0'), 'another value');
  const { stderr } = await project.expectRun(0, 'up', '--verbose');
  expect(stderr).toContain('plan: replace (secrets changed (file-0))');
  const after = await id();
  expect(after.Image).toBe(before.Image);
  expect(after.Id).not.toBe(before.Id);
  expect((await project.invoke<Seen>('fn')).files['file-0']).toBe(sha256('another value'));
});

test('a command that hangs or fails ends the run before it changes anything', async () => {
  await configure({ slow: { command: 'sleep 100 | cat', timeout: 1 }, bad: { command: 'echo no >&2; exit 7' } });
  const { stdout, stderr, ms } = await project.expectRun(2, 'up');
  expect(ms).toBeLessThan(30_000);
  expect(stdout + stderr).toContain('functions.fn.secrets.slow: "sleep 100 | cat" did not end within 1 s');
  expect(stdout + stderr).toContain('functions.fn.secrets.bad: "echo no >&2; exit 7" ended with exit code 7');
  expect((await project.invoke<Seen>('fn')).files['file-0']).toBe(sha256('another value'));
});
