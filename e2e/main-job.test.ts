/** The main job, in the order in which a newcomer meets it: up, call, up again, edit, check, down, down --force. */
import { readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baseImage } from './harness/bases.js';
import { EngineProxy } from './harness/engine-proxy.js';
import { engineCall } from './harness/engine.js';
import { expectAnswers, readExchanges } from './harness/exchanges.js';
import { nodeFunction } from './harness/functions.js';
import { isAboutContainer, TestProject } from './harness/project.js';

const EXAMPLES = ['example-go-func', 'example-node-func', 'example-py-func'];

describe('the main job', () => {
  let project: TestProject;

  beforeAll(async () => {
    project = await TestProject.create();
    for (const name of EXAMPLES) await project.copyExample(name);
  });
  afterAll(() => project.dispose());

  /** Ids of the function containers by name. */
  const ids = async () => Object.fromEntries((await project.containers()).map((c) => [c.Names[0], c.Id]));

  it('builds, starts and routes the three examples with one command', async () => {
    const result = await project.expectRun(0, 'up');
    for (const name of EXAMPLES) expect(result.stdout).toContain(`/invoke/${name}`);
  });

  it('answers what the examples say, through HTTPS', async () => {
    for (const name of EXAMPLES)
      await expectAnswers(project, name, await readExchanges(join(project.functionsDir, name)));
  });

  it('answers the shape that the spec fixes', async () => {
    const reply = await project.invoke('example-node-func');
    expect(reply['message']).toBe('Hello from SmolFaaS Node.js function!');
    expect(new Date(String(reply['timestamp'])).getTime()).toBeGreaterThan(Date.now() - 60_000);
    expect(reply['hostname']).toMatch(/\w/);
  });

  it('redirects HTTP with 308 to the published HTTPS port, so that a POST arrives', async () => {
    const redirect = await project.callPlain('/invoke/example-py-func?a=b', { method: 'POST', body: '{}' });
    expect(redirect.status).toBe(308);
    expect(redirect.headers.location).toBe(`https://fn.localhost:${project.httpsPort}/invoke/example-py-func?a=b`);
  });

  it('says SmolFaaS Router OK at /health, and 404 in JSON elsewhere', async () => {
    const health = await project.call('/health');
    expect([health.status, health.body.trim()]).toEqual([200, 'SmolFaaS Router OK']);
    const nowhere = await project.call('/nope');
    expect(nowhere.status).toBe(404);
    expect(nowhere.headers['content-type']).toContain('application/json');
    expect(() => JSON.parse(nowhere.body) as unknown).not.toThrow();
  });

  it('a second up changes nothing: not one mutating call', async () => {
    const before = await ids();
    const database = await readFile(project.stateDb);
    const proxy = await EngineProxy.listen(join(project.dir, 'engine.sock'));
    project.env = { DOCKER_HOST: `unix://${proxy.socketPath}` };
    await project.expectRun(0, 'up');
    project.env = {};
    await proxy.close();
    expect(proxy.calls.length).toBeGreaterThan(0);
    expect(proxy.mutating).toEqual([]);
    expect(await ids()).toEqual(before);
    expect((await readFile(project.stateDb)).equals(database)).toBe(true);
  });

  it('check finds everything sound, in the words of the spec', async () => {
    const result = await project.expectRun(0, 'check');
    const block = (name: string) =>
      `${name}:\n  ✓ Source hash matches stored state\n  ✓ Container running\n  ✓ Image matches stored state\n`;
    // A builder in a container is reported after the functions, with the privileges that it has.
    const builder = /\n\(builder\):\n {2}✓ Builder \S+-buildkitd running .*\n/;
    expect(builder.test(result.stdout)).toBe(isAboutContainer());
    expect(result.stdout.replace(builder, '')).toBe(
      `Consistency Check Results:\n==========================\n\n${EXAMPLES.map(block).join('\n')}\nSummary: all 3 function(s) consistent.\n`,
    );
  });

  it('row 15: an edit that keeps size and mtime rebuilds exactly one function and is served', async () => {
    const before = await ids();
    const file = join(project.functionsDir, 'example-py-func', 'main.py');
    const { atime, mtime } = await stat(file);
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('Hello from SmolFaaS Python', 'Hullo from SmolFaaS Python'));
    await utimes(file, atime, mtime);

    const check = await project.expectRun(1, 'check');
    expect(check.stdout).toContain(
      'example-py-func:\n  ✗ Source hash changed (rebuild needed)\n  ✓ Container running\n',
    );
    expect(check.stdout).toContain("Summary: 1 function(s) need attention. Run 'smolfaas up' to fix.");

    await project.expectRun(0, 'up');
    expect((await project.invoke('example-py-func'))['message']).toBe('Hullo from SmolFaaS Python function!');
    const after = await ids();
    const changed = Object.keys(after).filter((name) => after[name] !== before[name]);
    expect(changed).toEqual([`/${project.imagePrefix}-example-py-func`]);
    expect(Object.keys(after).sort()).toEqual(Object.keys(before).sort());
  });

  it('with the database deleted, up adopts what runs and rebuilds nothing', async () => {
    const before = await ids();
    await rm(project.stateDb);
    await project.expectRun(0, 'up');
    expect(await ids()).toEqual(before);
    await project.expectRun(0, 'check');
  });

  it('down <fn> removes one container and its route; the next up starts it without a build', async () => {
    await project.expectRun(0, 'down', 'example-go-func');
    expect((await project.call('/invoke/example-go-func')).status).toBe(404);
    expect((await project.call('/invoke/example-node-func')).status).toBe(200);
    const check = await project.expectRun(1, 'check');
    expect(check.stdout).toMatch(
      /example-go-func:\n {2}✓ Source hash matches stored state\n {2}✗ Container not running/,
    );
    const up = await project.expectRun(0, 'up', '--json');
    const go = (JSON.parse(up.stdout) as { functions: { function: string; built: boolean; status: string }[] })
      .functions[0];
    expect(go).toMatchObject({ function: 'example-go-func', built: false, status: 'started' });
    expect((await project.call('/invoke/example-go-func')).status).toBe(200);
  });

  it('down removes the containers, keeps the images, and is quick to undo', async () => {
    await project.expectRun(0, 'down');
    expect(await project.containers()).toEqual([]);
    expect((await project.images()).length).toBeGreaterThanOrEqual(3);
    await project.expectRun(0, 'down');
    const up = await project.expectRun(0, 'up', '--json');
    const { functions } = JSON.parse(up.stdout) as { functions: { built: boolean }[] };
    expect(functions.map((fn) => fn.built)).toEqual([false, false, false]);
  });

  it('down --force leaves nothing of ours, and takes nothing of anybody else', async () => {
    const foreign = `${project.imagePrefix}-foreign`;
    const bases = [
      await baseImage('go', 'static'),
      await baseImage('node', 'node'),
      await baseImage('python', 'python'),
    ];
    await engineCall('POST', '/volumes/create', { Name: foreign });
    await engineCall('POST', '/networks/create', { Name: foreign });
    await engineCall('POST', `/containers/create?name=${foreign}`, { Image: bases[0], Cmd: ['/nothing'] });

    await project.expectRun(0, 'down', '--force');
    expect(await project.leftovers()).toEqual([`/${foreign}`, foreign, foreign]);
    for (const base of bases) await engineCall('GET', `/images/${base}/json`);
    await expect(stat(project.stateDb)).rejects.toThrow(/ENOENT/);
    await expect(stat(`${project.stateDb}-lock`)).rejects.toThrow(/ENOENT/);
  });
});

describe('two functions', () => {
  let project: TestProject;
  beforeAll(async () => {
    project = await TestProject.create();
  });
  afterAll(() => project.dispose());

  it('an edit of one function touches no other', async () => {
    await project.write('a', nodeFunction('1'));
    await project.write('b', nodeFunction('1'));
    await project.expectRun(0, 'up');
    const before = await project.containers();
    await project.write('b', nodeFunction('2'));
    await project.expectRun(0, 'up');
    const after = await project.containers();
    const same = before.filter((old) => after.some((now) => now.Id === old.Id)).map((c) => c.Names[0]);
    const serving = same.filter((name) => name !== `/${project.id}-buildkitd`);
    expect(serving).toEqual([`/${project.imagePrefix}-a`, `/${project.routerName}`]);
    expect(await project.invoke('b', '/x?y=1')).toMatchObject({ version: '2', path: '/x?y=1' });
  });
});
