/**
 * A company's network, to the end: an authority of its own, a proxy with a login and package servers with logins. Builds get through, and
 * nothing of it stays anywhere; on another host, with another authority, proxy and servers, nothing is built again.
 */
import { execFile } from 'node:child_process';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stepsOf } from '../harness/build-steps.js';
import type { CliResult } from '../harness/cli.js';
import type { Company } from '../harness/company/company.js';
import { baseImage } from '../harness/bases.js';
import { engineCall } from '../harness/engine.js';
import { readImages } from '../harness/images.js';
import { TestProject } from '../harness/project.js';
import { imageNames, upWith } from '../shapes/shapes-project.js';
import { CANARY, companyFunctions, dockerFunction, packageNames, startHost, userOf } from './company-project.js';

const FUNCTIONS = ['docker-fn', 'go-fn', 'node-fn', 'py-fn', 'yarn-fn'];

/** What only steps are told, and what images must not tell: passwords, addresses of proxies, places of the files. */
const traces = (company: Company) => [CANARY, `${company.host}:3128`, 'dev/smolfaas', 'run/smolfaas'];

describe('a company network', () => {
  let project: TestProject;
  let elsewhere: TestProject;
  let company: Company;
  let first: CliResult;
  const names = () => packageNames(project.id);
  beforeAll(async () => {
    project = await TestProject.create();
    elsewhere = await TestProject.create();
    company = await startHost(project, 'one', names());
    project.env = await userOf(project, 'one', names(), company);
    await project.write('docker-fn', await dockerFunction(company.host, names().npm));
  });
  afterAll(async () => {
    await project.dispose();
    await elsewhere.dispose();
  });

  it('without its authority a step of a Dockerfile fails as a step does, and what it printed hides the password', async () => {
    const all = project.env;
    const { SMOLFAAS_CA_FILE: _, ...without } = all;
    project.env = without;
    const refused = await project.run('up', '--verbose');
    project.env = all;
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/docker-fn: build step "\[2\/4\] RUN echo .* failed/);
    expect(refused.stderr).toContain('CERTIFICATE_VERIFY_FAILED');
    expect(refused.stderr).toContain(`https_proxy=http://me:***@${company.host}:3128`);
    expect(await company.requests()).toContain(`CONNECT ${company.host}:443`);
  });

  it('with it all builds get through, by the proxy and with their logins', async () => {
    const functions = await companyFunctions(company.host, names());
    for (const [fn, files] of Object.entries(functions)) await project.write(fn, files);
    first = await project.run('up', '--verbose');
    const bodies = await Promise.all(FUNCTIONS.map(async (fn) => (await project.call(`/invoke/${fn}`)).body.trim()));
    expect({ bodies, output: first.code === 0 ? '' : first.stderr }).toEqual({
      bodies: [
        'hello from one',
        'from a private module',
        'from a private registry',
        'from a private index',
        'from a private registry',
      ],
      output: '',
    });
    const requests = await company.requests();
    const { go, npm, python } = names();
    for (const path of ['/hello', `/${go}/@v/v1.2.0.zip`, `/simple/${python}/`, `/npm/${npm}/-/greet-1.0.0.tgz`])
      expect(requests).toContain(`200 ${path}`);
    const fetches = requests.filter((line) => line.startsWith('200 '));
    expect(requests.filter((line) => line === `CONNECT ${company.host}:443`).length).toBeGreaterThanOrEqual(4);
    expect(fetches.length).toBeGreaterThanOrEqual(4);
    expect(requests.filter((line) => line.startsWith('407 '))).toEqual([]);
  });

  it('nothing of it is in layers, configs, histories, containers, output, log, database or what the builder tells', async () => {
    const bases = {
      'docker-fn': ['python', 'python'],
      'go-fn': ['go', 'static'],
      'node-fn': ['node', 'node'],
      'py-fn': ['python', 'python'],
      'yarn-fn': ['node', 'node'],
    } as const;
    const found: string[] = [];
    const search = (where: string, text: string, what: readonly string[]) =>
      void found.push(...what.filter((trace) => text.includes(trace)).map((trace) => `${where}: ${trace}`));
    for (const fn of FUNCTIONS) {
      const [runtime, key] = bases[fn as keyof typeof bases];
      const [image = ''] = imageNames(project, [fn]);
      const content = (await readImages([image], await baseImage(runtime, key))).get(image);
      found.push(
        ...traces(company)
          .filter((trace) => content?.holds(trace) !== false)
          .map((trace) => `${fn}: ${trace}`),
      );
      search(`history of ${fn}`, JSON.stringify(await engineCall('GET', `/images/${image}/history`)), traces(company));
      const { stdout } = await promisify(execFile)('docker', ['history', '--no-trunc', image]);
      search(`docker history ${fn}`, stdout, traces(company));
    }
    for (const { Id } of await project.containers()) {
      const facts = await engineCall<{ Name: string }>('GET', `/containers/${Id}/json`);
      // The company's own container was given its passwords by this test.
      if (!facts.Name.endsWith('-one')) search(facts.Name, JSON.stringify(facts), [CANARY]);
    }
    search('output', first.stdout + first.stderr, [CANARY]);
    search('check', JSON.stringify(await project.run('check', '--json', '--verbose')), [CANARY]);
    const logs = join(project.dir, 'xdg-state', 'smolfaas');
    for (const name of await readdir(logs)) search(name, await readFile(join(logs, name), 'latin1'), [CANARY]);
    const files = await readdir(project.dir);
    for (const name of files.filter((file) => file.startsWith('.smolfaas')))
      search(name, await readFile(join(project.dir, name), 'latin1'), [CANARY]);
    search('build cache', JSON.stringify(await engineCall('GET', '/system/df')), [CANARY]);
    expect(found).toEqual([]);
    expect(first.stderr).toContain('https_proxy='); // the step did print it
  });

  it('on another host, with another authority, proxy, servers and passwords, every step is cached', async () => {
    const other = await startHost(elsewhere, 'two', names());
    elsewhere.env = await userOf(elsewhere, 'two', names(), other);
    for (const [fn, files] of Object.entries(await companyFunctions(company.host, names())))
      await elsewhere.write(fn, files);
    const up = await elsewhere.expectRun(0, 'up', '--verbose');
    const ran = FUNCTIONS.map((fn) => [fn, stepsOf(up, fn).ran.filter((step) => !/^\[internal\]|\] FROM /.test(step))]);
    expect(Object.fromEntries(ran)).toEqual({
      'docker-fn': [],
      'go-fn': [],
      'node-fn': [],
      'py-fn': [],
      'yarn-fn': [],
    });
    expect(await other.requests()).toEqual([]);
  });

  it('NO_PROXY goes past the proxy', async () => {
    const config = { proxies: { default: { httpsProxy: company.proxy, noProxy: company.host } } };
    await writeFile(join(project.env['HOME'] ?? '', '.docker', 'config.json'), JSON.stringify(config));
    const before = await company.requests();
    await project.write('docker-fn', await dockerFunction(company.host, `${names().npm} once more`));
    await upWith(project, []);
    const added = (await company.requests()).slice(before.length);
    expect(added).toEqual(['200 /hello']);
  });
});
