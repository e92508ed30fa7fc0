/**
 * Plug-ins that are broken in every way, all linked at once beside one sound function: each fault is named with package and version,
 * costs the functions that need it and no others, and ends in words, never in a stack.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CliResult } from '../harness/cli.js';
import { nodeFunction } from '../harness/functions.js';
import { TestProject } from '../harness/project.js';

const VERSION = '1.2.3';
const handler = (id: string, detect: string, recipe: string) =>
  `export const runtime = { contract: 1, id: '${id}', ${detect}, ${recipe} };`;
const takes = "detect: () => ({ evidence: ['it'] })";
const docker = "{ kind: 'dockerfile', filename: 'Dockerfile', attrs: {} }";

/** Modules by the id of their runtime, and what is said about each. */
const BROKEN: Readonly<Record<string, { code?: string; says: string | RegExp }>> = {
  missing: { says: /is broken \(import\): Cannot find module/ },
  syntax: { code: 'export const runtime = {', says: 'is broken (import): Unexpected end of input' },
  throws: { code: "throw new Error('no luck')", says: 'is broken (import): no luck' },
  empty: { code: 'export const nothing = 1;', says: 'is broken (load): it exports neither "default" nor "runtime"' },
  contract: {
    code: "export const runtime = { contract: 2, id: 'contract', detect() {}, recipe() {} };",
    says: 'is broken (load): it speaks contract 2, this smolfaas speaks 1',
  },
  detect: {
    code: handler('detect', "detect() { throw new TypeError('no tree') }", 'recipe() {}'),
    says: 'is broken (detect): no tree',
  },
  garbage: {
    code: handler('garbage', 'detect: () => true', 'recipe() {}'),
    says: 'is broken (detect): it returned true; { evidence: [names of files] } or undefined is expected',
  },
  async: {
    code: handler('async', takes, "async recipe() { throw new Error('later') }"),
    says: 'is broken (recipe): the recipe is a promise: handlers must not be async',
  },
  recipe: {
    code: handler('recipe', takes, "recipe() { throw new Error('no flour') }"),
    says: 'is broken (recipe): no flour',
  },
  plain: {
    code: handler('plain', takes, `recipe: () => ({ image: { ...${docker}, at: new Date() } })`),
    says: 'is broken (recipe): the recipe is not plain data: image.at is an instance of Date',
  },
  random: {
    code: `let n = 0; ${handler('random', takes, `recipe: () => ({ image: ${docker}, notes: ['n ' + n++] })`)}`,
    says: 'is broken (recipe): asked twice, it gave different recipes: notes[0] differs',
  },
};

describe('broken runtimes beside a sound function', () => {
  let project: TestProject;
  let result: CliResult;

  beforeAll(async () => {
    project = await TestProject.create();
    project.env = { XDG_DATA_HOME: join(project.dir, 'data'), XDG_CACHE_HOME: join(project.dir, 'cache') };
    await project.write('sound', nodeFunction());
    for (const [id, { code }] of Object.entries(BROKEN)) {
      await project.write(`uses-${id}`, { [`${id}.toml`]: '' });
      await link(id, { code });
    }
    await link('tomorrow', { contract: 2 });
    await link('twice', { id: 'plain' });
    result = await project.expectRun(1, 'up');
  });
  afterAll(() => project?.dispose());

  /** Writes a plug-in into a directory of its own and links it. */
  async function link(
    name: string,
    what: { code?: string | undefined; contract?: number; id?: string },
  ): Promise<void> {
    const { code, contract = 1, id = name } = what;
    const root = join(project.dir, 'plug-ins', name);
    await mkdir(root, { recursive: true });
    const smolfaas = { contract, runtimes: [{ id, module: './index.js', detects: [`${id}.toml`] }] };
    const document = { name: `acme-${name}`, version: VERSION, type: 'module', oclif: {}, smolfaas };
    await writeFile(join(root, 'package.json'), JSON.stringify(document));
    if (code !== undefined) await writeFile(join(root, 'index.js'), code);
    await project.expectRun(0, 'plugins', 'link', '--no-install', root);
  }

  it('builds and serves the sound function', async () => {
    expect(result.stdout).toMatch(/^sound +started/m);
    expect(await project.invoke('sound')).toMatchObject({ version: '1' });
  });

  it.each(Object.entries(BROKEN))('names package, version and fault: %s', (id, { says }) => {
    const line = result.stderr.split('\n').find((text) => text.includes(`uses-${id}: `)) ?? result.stderr;
    expect(line).toContain(`runtime "${id}" of acme-${id}@${VERSION}`);
    expect(line).toMatch(typeof says === 'string' ? new RegExp(says.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')) : says);
  });

  it('warns of packages that cannot be used at all', () => {
    expect(result.stderr).toMatch(/warning: runtime "\?" of acme-tomorrow@1\.2\.3 .*speaks contract 2/);
    expect(result.stderr).toMatch(
      /warning: runtime "plain" of acme-twice@1\.2\.3 .*its id is taken by acme-plain@1\.2\.3/,
    );
  });

  it('shows no stack and no mistake of ours', () => {
    expect(result.stderr).not.toMatch(/^\s+at /m);
    expect(result.stderr).not.toContain('bug in smolfaas');
  });

  it('is well again without them', async () => {
    await rm(join(project.dir, 'data'), { recursive: true });
    for (const id of Object.keys(BROKEN)) await rm(join(project.functionsDir, `uses-${id}`), { recursive: true });
    expect((await project.expectRun(0, 'up')).stdout).toMatch(/^sound +unchanged/m);
  });
});
