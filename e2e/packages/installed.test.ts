/**
 * Every package as a release gives it: packed, installed by npm into an empty project, imported and run on Node.js 20, 22 and 24 (22 without hoisting only, in the short form).
 *
 *   pnpm pack of all -> npm install, once per Node.js and once more with nothing hoisted -> import, types, the CLI, one real `up`
 *
 * Nothing here looks into the packages; whatever they are made of, they must do this. Two installs run at a time: each takes ten
 * seconds or so, most of it unpacking.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeFunction } from '../harness/functions.js';
import { fullOr } from '../harness/length.js';
import { InstalledPackages } from '../harness/packed/installed.js';
import { packAll, workspacePackages } from '../harness/packed/pack.js';
import { TestProject } from '../harness/project.js';

const VERSIONS = fullOr<readonly number[]>([20, 22, 24], [20, 24]);

let packs: string;
let isolated: InstalledPackages;
const on = new Map<number, InstalledPackages>();

beforeAll(async () => {
  packs = await mkdtemp(join(tmpdir(), 'smolfaas-packs-'));
  const tarballs = await packAll(packs);
  const flat = async (node: number) => void on.set(node, await InstalledPackages.install({ tarballs, node }));
  const [newest = 24, ...older] = VERSIONS.toReversed();
  await Promise.all(older.map(flat));
  const besides = ['@types/node@20'];
  [, isolated] = await Promise.all([
    flat(newest),
    InstalledPackages.install({ tarballs, node: 22, besides, strategy: 'linked' }),
  ]);
});

afterAll(async () => {
  await Promise.all([...on.values(), isolated].map((project) => project.dispose()));
  await rm(packs, { recursive: true });
});

describe.each(VERSIONS)('on Node.js %i', (version) => {
  const project = () => on.get(version)!;

  it('runs on that version', async () => {
    expect(await project().expectRun('node', ['--version'])).toMatch(new RegExp(`^v${version}\\.`));
  });

  it('has every package of the workspace', async () => {
    const installed = Object.keys((await project().manifest()).dependencies);
    expect(installed.toSorted()).toEqual((await workspacePackages()).toSorted());
  });

  it('every module that a package offers can be imported', async () => {
    const doors = await project().doors();
    expect(doors).toContain('@smolfaas/core/pipelines/up.js');
    const text = doors.map((door) => `console.log('${door}', Object.keys(await import('${door}')).length);`);
    const printed = await project().expectModule(text.join('\n'));
    expect(printed.trimEnd().split('\n')).toHaveLength(doors.length);
  });

  it('the engine package opens a database, and what was written is still there', async () => {
    const printed = await project().expectModule(`
      import { connectEngine } from '@smolfaas/engine-docker';
      const engine = await connectEngine({ env: process.env, home: process.env.HOME });
      engine.state.open('state.db');
      console.log(engine.state.openReadonly('state.db') !== undefined, engine.state.openReadonly('none.db'));
      engine.close();
      process.exit();`);
    expect(printed).toBe('true undefined\n');
  });

  it('the CLI says its version, its help and its runtimes', async () => {
    expect(await project().expectRun('npx', ['--no-install', 'smolfaas', '--version'])).toMatch(
      new RegExp(`^smolfaas/\\d+\\.\\d+\\.\\d+ \\S+ node-v${version}\\.`),
    );
    expect(await project().expectRun('smolfaas', ['--help'])).toMatch(/^COMMANDS\n(?: .*\n)* {2}up /m);
    const { runtimes } = JSON.parse(await project().expectRun('smolfaas', ['runtimes', '--json'])) as {
      readonly runtimes: readonly { readonly id: string }[];
    };
    expect(runtimes.map(({ id }) => id)).toEqual(['dockerfile', 'go', 'node', 'python']);
  });

  it('a reader that closes its end early is no error', async () => {
    const ran = await project().run('sh', ['-c', '{ smolfaas --help; echo "ended with $?" >&2; } | head -n 1']);
    expect(ran.stderr).toBe('ended with 0\n');
  });
});

describe('with nothing hoisted', () => {
  it('every module can be imported: what a package imports, it declares', async () => {
    const doors = await isolated.doors();
    const text = doors.map((door) => `await import('${door}');\nconsole.log('${door}');`);
    expect(await isolated.expectModule(text.join('\n'))).toBe(`${doors.join('\n')}\n`);
  });

  it('all types resolve, for a user who lets TypeScript check libraries, too', async () => {
    const doors = await isolated.doors();
    const tsc = createRequire(import.meta.url)
      .resolve('typescript/package.json')
      .replace('package.json', 'bin/tsc');
    const options = { module: 'nodenext', target: 'es2023', types: ['node'], strict: true, skipLibCheck: false };
    const config = { compilerOptions: { ...options, noEmit: true }, files: ['all.mts'] };
    await isolated.write('tsconfig.json', JSON.stringify(config));
    const imports = doors.map((door, index) => `import * as door${index} from '${door}';`);
    const misuse = "import { marshal } from '@smolfaas/llb';\nmarshal('not a state');";
    await isolated.write('all.mts', [...imports, misuse].join('\n'));
    const { stdout } = await isolated.run('node', [tsc, '--project', '.']);
    // One error, the intended one: so it did look at the types.
    expect(stdout.match(/error TS\d+/g)).toEqual(['error TS2345']);
    expect(stdout).toMatch(/^all\.mts/);
  });
});

describe('a project over three versions', () => {
  let project: TestProject;
  beforeAll(async () => {
    project = await TestProject.create();
    await project.write('hello', nodeFunction('packed'));
  });
  afterAll(() => project.dispose());

  it('what one version deploys, the others find consistent, also where nothing is hoisted', async () => {
    const cli = (packages: InstalledPackages, ...args: readonly string[]) =>
      packages.expectRun('smolfaas', args, project.settings, project.dir);
    await cli(on.get(24)!, 'up');
    expect(await project.invoke('hello')).toMatchObject({ version: 'packed' });
    for (const packages of [...on.values(), isolated]) {
      expect(await cli(packages, 'check')).toContain('all 1 function(s) consistent');
    }
    await cli(on.get(20)!, 'down', '--force');
    expect(await project.leftovers()).toEqual([]);
  });
});
