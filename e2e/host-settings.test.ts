/**
 * A runtime of another author declares what it needs from the user's settings on this host: a file and variables of its
 * own. Its build step gets them, and neither image nor output has them.
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { engineCall } from './harness/engine.js';
import { linkedExampleRuntime } from './harness/packing.js';
import { TestProject } from './harness/project.js';

const CANARIES = ['canary-of-a-file', 'canary-of-a-variable'];

let project: TestProject;
let runtime: string;

beforeAll(async () => {
  project = await TestProject.create();
  await project.write('site', { 'index.html': 'site' });
  runtime = await linkedExampleRuntime('static');
  await declareHost(runtime);
  const xdg = Object.fromEntries(
    ['DATA', 'CONFIG', 'CACHE'].map((kind) => [`XDG_${kind}_HOME`, join(project.dir, kind)]),
  );
  project.env = { ...xdg, HOME: join(project.dir, 'home'), TOOL_TOKEN: CANARIES[1] ?? '' };
  await mkdir(join(project.dir, 'home'));
  await project.expectRun(0, 'plugins', 'link', '--no-install', runtime);
});

afterAll(async () => {
  await project?.dispose();
  await rm(runtime, { recursive: true, force: true });
});

/** The program is copied by a step that first prints its login. */
async function declareHost(root: string): Promise<void> {
  const pjson = join(root, 'package.json');
  const manifest = JSON.parse(await readFile(pjson, 'utf8')) as { smolfaas: { runtimes: [object] } };
  const files = { rc: ['$TOOL_RC', '~/.toolrc'] };
  Object.assign(manifest.smolfaas.runtimes[0], {
    host: { login: { about: 'the login of a tool', files, variables: ['TOOL_*'], required: true } },
  });
  await writeFile(pjson, JSON.stringify(manifest));
  const code = await readFile(join(root, 'index.js'), 'utf8');
  // Of its own in every run of the test: a cached step prints nothing.
  const step = `['sh', '-c', 'cat /run/login; cp /usr/bin/caddy /out/caddy # ${project.id}']`;
  const changed = code
    .replace("['cp', '/usr/bin/caddy', '/out/caddy']", step)
    .replace("bindMount('/out', scratch())]", "bindMount('/out', scratch()), secretMount('/run/login', 'login')]")
    .replace('marshal, scratch }', 'marshal, scratch, secretMount }')
    .replace('return { image: {', "return { secrets: { login: { host: 'login' } }, image: {");
  await writeFile(join(root, 'index.js'), changed);
}

test('smolfaas runtimes lists what it reads', async () => {
  const { stdout } = await project.expectRun(0, 'runtimes');
  expect(stdout).toContain('static      login: the login of a tool\n            $TOOL_RC or ~/.toolrc, TOOL_*\n');
});

test('what is required and missing stops the function, and says where it could be', async () => {
  const { TOOL_TOKEN = '', ...without } = project.env;
  project.env = without;
  const { stderr } = await project.expectRun(1, 'up');
  expect(stderr).toContain('runtime "static" needs a setting of this host, and none was found: the login of a tool');
  expect(stderr).toContain('create $TOOL_RC, or ~/.toolrc, or set TOOL_*');
  project.env = { ...without, TOOL_TOKEN };
});

test('its step gets file and variables, and nothing else shows them', async () => {
  await writeFile(join(project.dir, 'home', '.toolrc'), `token=${CANARIES[0]}`);
  const { stdout, stderr } = await project.expectRun(0, 'up', '--verbose');
  const steps = stdout + stderr;
  for (const hidden of ['token=***', 'TOOL_TOKEN=***'])
    expect(steps).toMatch(new RegExp(`#\\d+ ${hidden.replaceAll('*', '\\*')}`));
  const [image] = await project.images();
  const history = await engineCall('GET', `/images/${image?.Id}/history`);
  const config = await engineCall('GET', `/images/${image?.Id}/json`);
  const log = await readFile(await logOf(project), 'utf8');
  for (const canary of CANARIES) {
    for (const text of [steps, JSON.stringify([history, config]), log]) expect(text).not.toContain(canary);
  }
  expect((await project.call('/invoke/site/')).body).toBe('site');
});

test('another value builds nothing: it is in no cache key', async () => {
  project.env['TOOL_TOKEN'] = 'canary-of-another-day';
  expect((await project.expectRun(0, 'up')).stdout).toContain('unchanged');
});

async function logOf({ dir }: TestProject): Promise<string> {
  const folder = join(dir, 'xdg-state', 'smolfaas');
  const [name = ''] = (await readdir(folder)).filter((file) => file.endsWith('.log'));
  return join(folder, name);
}
