/**
 * The same functions from both builders: file by file the same images, with the same configuration; and what only a builder in a
 * container can do wrong: die during a build, get lost with all that it remembers, be of yesterday, or belong to another project.
 */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baseImage } from '../harness/bases.js';
import { stepsOf } from '../harness/build-steps.js';
import { engineCall } from '../harness/engine.js';
import { EngineProxy } from '../harness/engine-proxy.js';
import { fullOr } from '../harness/length.js';
import { type ComparableImage, comparableImages } from '../harness/image-layers.js';
import { TestProject } from '../harness/project.js';

const EXAMPLES = fullOr(['example-go-func', 'example-node-func', 'example-py-func'], ['example-node-func']);
const FUNCTIONS = [...EXAMPLES, 'dockerfile-func'];
const SERVER = "require('http').createServer((_, answer) => answer.end('hello')).listen(8000);\n";

/** Builds for the first time, so the builder has nothing yet: it is made, takes the bases over and compiles. */
const FIRST_MS = 400_000;

/**
 * What differs and may (docs/builders.md): how the history names a step of a Dockerfile; and BuildKit 0.8, which Engine 20.10 has, leaves /etc as it was in
 * the layer of a step that it gave a resolv.conf.
 */
const comparable = (fn: string, image: ComparableImage | undefined) => ({
  config: { ...image?.config, ...(fn === 'dockerfile-func' && { history: undefined }) },
  layers: image?.layers.map((lines) => lines.filter((line) => line !== 'etc directory 755 0:0')),
});

let container: TestProject;
let node: string;

const dockerfile = (run: string) => `FROM ${node}\nRUN ${run}\nCOPY server.js /\nCMD ["node", "/server.js"]\n`;
const builder = () => `${container.id}-buildkitd`;
const ids = async () => Object.fromEntries((await container.containers()).map((c) => [c.Names[0], c.Id]));
const isRunning = async () => (await container.containers()).some((c) => c.Names.includes(`/${builder()}`));

/** All functions, built for the first time. */
async function built(kind: 'container' | 'engine'): Promise<TestProject> {
  const project = await TestProject.create();
  project.env = { SMOLFAAS_BUILDER: kind };
  project.timeoutMs = FIRST_MS;
  for (const name of EXAMPLES) await project.copyExample(name);
  await project.write('dockerfile-func', { Dockerfile: dockerfile('echo made > /made'), 'server.js': SERVER });
  await project.expectRun(0, 'up');
  return project;
}

beforeAll(async () => {
  node = await baseImage('node', 'node');
  container = await built('container');
}, FIRST_MS);
afterAll(() => container.dispose());

describe('the container builder beside the engine’s', () => {
  it('gives the same files and the same configuration', { timeout: FIRST_MS }, async () => {
    const engine = await built('engine');
    try {
      const nameIn = (project: TestProject) => (fn: string) => `${project.imagePrefix}-${fn}:latest`;
      const names = [engine, container].flatMap((project) => FUNCTIONS.map(nameIn(project)));
      const bases = [await baseImage('go', 'static'), node, await baseImage('python', 'python')];
      const images = await comparableImages(names, bases);
      const of = (project: TestProject) => FUNCTIONS.map((fn) => comparable(fn, images.get(nameIn(project)(fn))));
      expect(of(container)).toEqual(of(engine));
    } finally {
      await engine.dispose();
    }
  });
});

describe('the builder container', () => {
  it('sends the engine an edit alone, without the layers that it has', async () => {
    const proxy = await EngineProxy.listen(join(container.dir, 'engine.sock'));
    let sent = 0;
    proxy.onBody = (call, bytes) => {
      if (call.includes('/images/load')) sent += bytes;
    };
    const { env } = container;
    container.env = { ...env, DOCKER_HOST: `unix://${proxy.socketPath}` };
    await container.write('dockerfile-func', { 'server.js': `// an edit\n${SERVER}` });
    await container.expectRun(0, 'up');
    container.env = env;
    await proxy.close();
    expect(sent).toBeGreaterThan(0);
    expect(sent).toBeLessThan(100_000);
  });

  it('copies from shared directories as from named contexts, by the ignore file of each', async () => {
    const files = {
      Dockerfile: `FROM ${node}\nCOPY --from=words . /words\nCOPY server.js /\nCMD ["node", "/server.js"]\n`,
      'server.js': `const words = require('fs').readdirSync('/words').sort().join() + require('/words/word.js');
require('http').createServer((_, answer) => answer.end(words)).listen(8000);\n`,
    };
    await container.write('sharing-func', files);
    await container.write('../words', { 'word.js': "module.exports = 'one';", '.dockerignore': '*.md\n', 'a.md': '' });
    const shared = 'version: 1\nfunctions: { sharing-func: { shared: [../../words] } }\n';
    await container.write('..', { 'smolfaas.yaml': shared });
    await container.expectRun(0, 'up');
    expect((await container.call('/invoke/sharing-func')).body).toBe('.dockerignore,word.jsone');
    await container.write('../words', { 'word.js': "module.exports = 'two';" });
    expect((await container.expectRun(0, 'up')).stdout).toMatch(/^sharing-func +updated/m);
    expect((await container.call('/invoke/sharing-func')).body).toBe('.dockerignore,word.jstwo');
  });

  it('builds nothing again when it was made anew, its memory gone with it; it is not even started', async () => {
    const before = await ids();
    await engineCall('DELETE', `/containers/${builder()}?force=1`);
    await engineCall('DELETE', `/volumes/${builder()}-state`);
    await container.expectRun(0, 'up');
    const { [`/${builder()}`]: gone, ...functions } = before;
    expect(gone).toBeDefined();
    expect(await ids()).toEqual(functions);
  });

  it('a builder that dies during a build fails this build, and is back for the next', async () => {
    await container.write('dockerfile-func', { Dockerfile: dockerfile('echo step-runs && sleep 100') });
    const run = container.start('up', '--verbose');
    await run.printed('sleep 100');
    await engineCall('POST', `/containers/${builder()}/kill`);
    const failed = await run.result;
    expect(failed.code).toBe(1);
    expect(failed.stdout + failed.stderr).toContain('build daemon stopped (exit 137)');
    await container.write('dockerfile-func', { Dockerfile: dockerfile('echo again > /made') });
    await container.expectRun(0, 'up');
    expect(await isRunning()).toBe(true);
  });

  it('a run that is interrupted while a base is taken over spoils none that follows', async () => {
    await engineCall('DELETE', `/containers/${builder()}?force=1`);
    await engineCall('DELETE', `/volumes/${builder()}-state`);
    await container.write('dockerfile-func', { Dockerfile: dockerfile('echo anew > /made') });
    const run = container.start('up', '--verbose');
    await run.printed('OCI load from client');
    await pause(1_000); // part of the layer is there
    run.process.kill('SIGINT');
    expect((await run.result).code).toBe(130);
    await container.expectRun(0, 'up');
  });

  it('is made anew when it is to have another image, on the memory that it had', async () => {
    const inspect = () =>
      engineCall<{ Id: string; Image: string; Config: { Image: string } }>('GET', `/containers/${builder()}/json`);
    const before = await inspect();
    await engineCall('POST', `/images/${before.Image}/tag?repo=${container.id}-daemon&tag=next`);
    const next = `${container.id}-daemon:next`;
    const images = { SMOLFAAS_BASE_BUILDKITD: next, SMOLFAAS_BASE_BUILDKITD_ROOTLESS: next };
    const { env } = container;
    container.env = { ...env, ...images };
    await container.write('dockerfile-func', { 'server.js': `// another one\n${SERVER}` });
    const { cached, ran } = stepsOf(await container.expectRun(0, 'up', '--verbose'), 'dockerfile-func');
    expect(cached).toContainEqual(expect.stringContaining('RUN echo anew > /made'));
    expect(ran).toContainEqual(expect.stringContaining('COPY server.js /'));
    const after = await inspect();
    expect(after.Id).not.toBe(before.Id);
    expect(after.Config.Image).toContain(next);
    container.env = env;
    await engineCall('DELETE', `/images/${next}?force=1`);
  });

  it('down takes the container and leaves its memory; down --force takes both', async () => {
    const volumes = async () => (await container.leftovers()).filter((name) => name.startsWith(builder()));
    await container.expectRun(0, 'down');
    expect(await isRunning()).toBe(false);
    expect(await volumes()).toEqual([`${builder()}-state`]);
    await container.expectRun(0, 'down', '--force');
    expect(await container.leftovers()).toEqual([]);
  });

  it('a container or volume of somebody else that has its name is refused and not touched', async () => {
    const { Id } = await engineCall<{ Id: string }>('POST', `/containers/create?name=${builder()}`, { Image: node });
    const refused = await container.expectRun(3, 'up');
    expect(refused.stderr).toContain(`container "${builder()}" exists and is not ours`);
    await engineCall('DELETE', `/containers/${Id}`); // it is there still
    await engineCall('POST', '/volumes/create', { Name: `${builder()}-state` });
    const again = await container.expectRun(3, 'up');
    expect(again.stderr).toContain(`volume "${builder()}-state" exists and is not ours`);
    expect(await isRunning()).toBe(false);
    await engineCall('DELETE', `/volumes/${builder()}-state`);
  });
});
