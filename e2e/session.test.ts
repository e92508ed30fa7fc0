/**
 * A session that stays open: pipelines run in one process one after the other, and each sees functions, project file and
 * linked runtimes as they are when it begins.
 */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { engineCall } from './harness/engine.js';
import { nodeFunction } from './harness/functions.js';
import { linkedExampleRuntime } from './harness/packing.js';
import { builders, TestProject } from './harness/project.js';
import { SessionProcess } from './harness/session.js';

let project: TestProject;
let runtime: string;
let session: SessionProcess;

beforeAll(async () => {
  project = await TestProject.create();
  await project.write('api', nodeFunction('1'));
  await project.write('site', { 'index.html': 'site 1' });
  runtime = await linkedExampleRuntime('static');
  session = new SessionProcess(project, [runtime]);
});

afterAll(async () => {
  await session?.close();
  await project?.dispose();
  await rm(runtime, { recursive: true, force: true });
});

const statuses = (run: Awaited<ReturnType<SessionProcess['up']>>) =>
  run.functions?.map(({ fn, status, built }) => `${fn} ${status}${built ? ' built' : ''}`) ?? run.error;

async function edit(path: string, from: string, to: string): Promise<void> {
  const text = await readFile(path, 'utf8');
  expect(text).toContain(from);
  await writeFile(path, text.replace(from, to));
}

test('up three times in one process, with an edit in between', async () => {
  expect(statuses(await session.up())).toEqual(['api started built', 'site started built']);
  await project.write('api', nodeFunction('2'));
  expect(statuses(await session.up())).toEqual(['api updated built', 'site unchanged']);
  expect(await project.invoke('api')).toMatchObject({ version: '2' });
  const third = await session.up();
  expect(statuses(third)).toEqual(['api unchanged', 'site unchanged']);
  expect(third.events.filter((event) => /^(build|removed|router|image)/.test(event))).toEqual([
    'router routes-unchanged',
  ]);
});

test('a run for one function leaves the others as they are', async () => {
  await project.write('api', nodeFunction('3'));
  await project.write('site', { 'index.html': 'site 2' });
  const run = await session.up(['site']);
  expect(statuses(run)).toEqual(['site updated built']);
  expect(run.events.filter((event) => event.includes('api'))).toEqual([]);
  expect(await project.invoke('api')).toMatchObject({ version: '2' });
  expect((await project.call('/invoke/site/')).body).toBe('site 2');
  expect(statuses(await session.up())).toEqual(['api updated built', 'site unchanged']);
});

test('a linked runtime that changed on disk builds as it is now', async () => {
  await edit(join(runtime, 'index.js'), "HOME=/tmp'", "HOME=/tmp', 'EDITION=2'");
  expect(statuses(await session.up())).toEqual(['api unchanged', 'site updated built']);
  await edit(join(runtime, 'index.js'), "evidence: ['index.html']", 'evidence: [notDefined]');
  const broken = await session.up();
  expect(statuses(broken)).toEqual(['api unchanged', 'site failed']);
  await edit(join(runtime, 'index.js'), 'notDefined', "'index.html'");
  expect(statuses(await session.up())).toEqual(['api unchanged', 'site unchanged']);
  expect((await project.call('/invoke/site/')).body).toBe('site 2');
});

test('a project file that cannot be used ends one run, and the next one reads it again', async () => {
  const file = join(project.dir, 'smolfaas.yaml');
  await writeFile(file, 'functions: [\n');
  expect(await session.up()).toMatchObject({ error: 'project-file-invalid' });
  await writeFile(file, 'version: 1\nfunctions: { site: { runtime: static } }\n');
  expect(statuses(await session.up())).toEqual(['api unchanged', 'site unchanged']);
  await rm(file);
});

test('a remark about plug-ins or files is made once', async () => {
  const pjson = join(runtime, 'package.json');
  await edit(pjson, '"contract":1', '"contract":7');
  const first = await session.up(['api']);
  const again = await session.up(['api']);
  const remarks = (run: typeof first) => run.events.filter((event) => event.includes('runtime-static'));
  expect(remarks(first)).toEqual([expect.stringContaining('speaks contract 7')]);
  expect(remarks(again)).toEqual([]);
  const logs = join(project.dir, 'xdg-state', 'smolfaas');
  const [log = ''] = await readdir(logs);
  expect((await readFile(join(logs, log), 'utf8')).match(/speaks contract 7/g)).toHaveLength(1);
  await edit(pjson, '"contract":7', '"contract":1');
});

test('the process ends by itself once the session is closed', async () => {
  expect(await session.close()).toBe(0);
});

test.each(builders().filter((kind) => kind === 'container'))('edits are built by one builder in a %s', async (kind) => {
  project.env['SMOLFAAS_BUILDER'] = kind;
  const one = new SessionProcess(project, [runtime]);
  for (const version of ['4', '5', '6']) {
    await project.write('api', nodeFunction(version));
    expect(statuses(await one.up(['api']))).toEqual(['api updated built']);
    expect(await project.invoke('api')).toMatchObject({ version });
  }
  const { Processes } = await engineCall<{ Processes: string[][] }>('GET', `/containers/${project.id}-buildkitd/top`);
  expect(Processes.filter((fields) => fields.join(' ').includes('dial-stdio'))).toHaveLength(1);
  expect(await one.close()).toBe(0);
});
