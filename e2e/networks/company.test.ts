/**
 * A company's network, to the end: an authority of its own, a proxy with a login and package servers with logins. Builds get through, and
 * nothing of it stays anywhere; on another host, with another authority, proxy and servers, nothing is built again.
 *
 * With a builder in a container this other host is the same project with everything forgotten but the builder's volume: the builder itself is
 * rebuilt, since SmolFaaS adds certificates and proxies to it too.
 */
import { execFile } from 'node:child_process';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stepsOf } from '../harness/build-steps.js';
import type { CliResult } from '../harness/cli.js';
import type { Company } from '../harness/company/company.js';
import { baseImage } from '../harness/bases.js';
import { engineCall } from '../harness/engine.js';
import { execIn } from '../harness/exec.js';
import { readImages } from '../harness/images.js';
import { fullOr } from '../harness/length.js';
import { TestProject } from '../harness/project.js';
import { imageNames, upWith } from '../shapes/shapes-project.js';
import {
  CANARY,
  companyFunctions,
  dockerFunction,
  type PackageNames,
  packageNames,
  startHost,
  userOf,
} from './company-project.js';

const BOTH = [{ builder: 'engine' }, { builder: 'container' }] as const;
const HOSTS = fullOr<readonly (typeof BOTH)[number][]>(BOTH, [BOTH[1]]);
const FUNCTIONS = ['docker-fn', 'go-fn', 'node-fn', 'py-fn', 'yarn-fn'] as const;

const SAYS = {
  'docker-fn': 'hello from one',
  'go-fn': 'from a private module',
  'node-fn': 'from a private registry',
  'py-fn': 'from a private index',
  'yarn-fn': 'from a private registry',
};

const BASES = {
  'docker-fn': ['python', 'python'],
  'go-fn': ['go', 'static'],
  'node-fn': ['node', 'node'],
  'py-fn': ['python', 'python'],
  'yarn-fn': ['node', 'node'],
} as const;

/** What each function asked for besides. */
const ASKS = ({ go, npm, python }: PackageNames) => ({
  'docker-fn': '/hello',
  'go-fn': `/${go}/@v/v1.2.0.zip`,
  'node-fn': `/npm/${npm}/-/greet-1.0.0.tgz`,
  'py-fn': `/simple/${python}/`,
  'yarn-fn': `/npm/${npm}/-/greet-1.0.0.tgz`,
});

/** A builder container's daemon reads its proxies from the environment, which everyone who may inspect it sees (docs/company-networks.md). */
const toldToDaemons = /"HTTPS?_PROXY=[^"]*"/g;

/** What only steps see, and images must not contain: passwords, addresses of proxies, places of the files. */
const traces = (company: Company) => [CANARY, `${company.host}:3128`, 'dev/smolfaas', 'run/smolfaas'];

describe.each(HOSTS)('a company network, builder: $builder', ({ builder }) => {
  let project: TestProject;
  let elsewhere: TestProject;
  let company: Company;
  let first: CliResult;
  const names = () => packageNames(project.id);
  beforeAll(async () => {
    project = await TestProject.create();
    elsewhere = await TestProject.create();
    company = await startHost(project, 'one', names());
    project.env = { ...(await userOf(project, 'one', names(), company)), SMOLFAAS_BUILDER: builder };
    await project.write('docker-fn', await dockerFunction(company.host, names().npm));
  });
  afterAll(async () => {
    await project.dispose();
    await elsewhere.dispose();
  });

  /** Those of this builder. */
  const writeFunctions = async (host: TestProject): Promise<void> => {
    const all = await companyFunctions(company.host, names());
    for (const fn of FUNCTIONS) await host.write(fn, all[fn] ?? {});
  };

  it('without its authority a step of a Dockerfile fails as a step does, and what it printed hides the password', async () => {
    const all = project.env;
    const { SMOLFAAS_CA_FILE: _, ...without } = all;
    project.env = without;
    const refused = await project.run('up', '--verbose');
    project.env = all;
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/docker-fn: build step "\[\d\/4\] RUN echo .* failed/);
    expect(refused.stderr).toContain('CERTIFICATE_VERIFY_FAILED');
    expect(refused.stderr).toContain(`https_proxy=http://me:***@${company.host}:3128`);
    expect(await company.requests()).toContain(`CONNECT ${company.host}:443`);
  });

  it('with it all builds get through, by the proxy and with their logins', async () => {
    await writeFunctions(project);
    first = await project.run('up', '--verbose');
    const bodies = await Promise.all(FUNCTIONS.map(async (fn) => (await project.call(`/invoke/${fn}`)).body.trim()));
    expect({ bodies, output: first.code === 0 ? '' : first.stderr }).toEqual({
      bodies: FUNCTIONS.map((fn) => SAYS[fn]),
      output: '',
    });
    const requests = await company.requests();
    for (const fn of FUNCTIONS) expect(requests).toContain(`200 ${ASKS(names())[fn]}`);
    const tunnels = requests.filter((line) => line === `CONNECT ${company.host}:443`);
    expect(tunnels.length).toBeGreaterThanOrEqual(FUNCTIONS.length - 1);
    expect(requests.filter((line) => line.startsWith('407 '))).toEqual([]);
  });

  it('nothing of it is in layers, configs, histories, containers, output, log, database or what the builder tells', async () => {
    const found: string[] = [];
    const search = (where: string, text: string, what: readonly string[]) =>
      void found.push(...what.filter((trace) => text.includes(trace)).map((trace) => `${where}: ${trace}`));
    for (const fn of FUNCTIONS) {
      const [runtime, key] = BASES[fn];
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
      if (!facts.Name.endsWith('-one')) search(facts.Name, JSON.stringify(facts).replace(toldToDaemons, ''), [CANARY]);
    }
    search('output', first.stdout + first.stderr, [CANARY]);
    search('check', JSON.stringify(await project.run('check', '--json', '--verbose')), [CANARY]);
    const logs = join(project.dir, 'xdg-state', 'smolfaas');
    for (const name of await readdir(logs)) search(name, await readFile(join(logs, name), 'latin1'), [CANARY]);
    const files = await readdir(project.dir);
    for (const name of files.filter((file) => file.startsWith('.smolfaas')))
      search(name, await readFile(join(project.dir, name), 'latin1'), [CANARY]);
    search('build cache', JSON.stringify(await engineCall('GET', '/system/df')), [CANARY]);
    if (builder === 'container') search('databases of the builder', await daemonDatabases(project), traces(company));
    expect(found).toEqual([]);
    expect(first.stderr).toContain('https_proxy='); // the step did print it
  });

  it('on another host, with another authority, proxy, servers and passwords, every step is cached', async () => {
    const host = builder === 'engine' ? elsewhere : project;
    const other = await startHost(elsewhere, 'two', names());
    if (host === project) await forgetAllBut(project, 'one', 'buildkitd');
    host.env = { ...(await userOf(host, 'two', names(), other)), SMOLFAAS_BUILDER: builder };
    await writeFunctions(host);
    const before = await company.requests();
    const up = await host.expectRun(0, 'up', '--verbose');
    const ran = FUNCTIONS.map((fn) => [fn, stepsOf(up, fn).ran.filter((step) => !NO_STEP.test(step))]);
    expect(Object.fromEntries(ran)).toEqual(Object.fromEntries(FUNCTIONS.map((fn) => [fn, []])));
    for (const fn of FUNCTIONS) expect(stepsOf(up, fn).cached.length).toBeGreaterThan(0);
    expect([await other.requests(), await company.requests()]).toEqual([[], before]);
  });

  it('NO_PROXY goes past the proxy', async () => {
    project.env = { ...(await userOf(project, 'one', names(), company)), SMOLFAAS_BUILDER: builder };
    const config = { proxies: { default: { httpsProxy: company.proxy, noProxy: company.host } } };
    await writeFile(join(project.env['HOME'] ?? '', '.docker', 'config.json'), JSON.stringify(config));
    const before = await company.requests();
    await project.write('docker-fn', await dockerFunction(company.host, `${names().npm} once more`));
    await upWith(project, []);
    const added = (await company.requests()).slice(before.length);
    expect(added).toEqual(['200 /hello']);
  });
});

/** What bases and sources take to be there is no step of the function. */
const NO_STEP = /^\[internal\]|\] FROM |^\[context |^oci-layout:/;

/** Cache keys, names of steps and what else a daemon knows of its builds; not what steps printed, which it keeps as they printed it. */
async function daemonDatabases({ id }: TestProject): Promise<string> {
  const find = "find /var/lib/buildkit ~/.local/share/buildkit -name '*.db' 2> /dev/null | sort -u";
  const files = (await execIn(`${id}-buildkitd`, 'sh', '-c', find)).split(/\s+/);
  const databases = files.filter((file) => file !== '');
  expect(databases.map((file) => file.replace(/.*\//, ''))).toEqual(expect.arrayContaining(['cache.db', 'history.db']));
  return execIn(`${id}-buildkitd`, 'sh', '-c', 'cat "$@"', 'sh', ...databases);
}

/** Removes all objects of a project, and its memory, but for containers of these names and all volumes. */
async function forgetAllBut(project: TestProject, ...names: readonly string[]): Promise<void> {
  for (const { Id, Names } of await project.containers()) {
    if (!names.some((name) => Names.includes(`/${project.id}-${name}`)))
      await engineCall('DELETE', `/containers/${Id}?force=1`);
  }
  const tags = (await project.images()).flatMap(({ RepoTags }) => RepoTags ?? []);
  for (const tag of tags) await engineCall('DELETE', `/images/${encodeURIComponent(tag)}?force=1`);
  const files = (await readdir(project.dir)).filter((file) => file.startsWith('.smolfaas'));
  for (const file of files) await rm(join(project.dir, file));
}
