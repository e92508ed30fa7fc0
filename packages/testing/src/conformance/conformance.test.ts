/**
 * Tests the suite itself. A good runtime passes, and each broken one fails exactly the check for
 * its fault, with a helpful message. The last test fails for a check without a broken runtime here.
 */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { HostGiven, Recipe, RecipeInput, RuntimeHandler } from '@smolfaas/core';
import { copy, image, local, marshal, rewrite, secretMount, type State } from '@smolfaas/llb';
import { describe, expect, it } from 'vitest';
import { runtimeConformance } from './conformance.js';
import {
  CA,
  config,
  examples,
  handler,
  manifest,
  packageJson,
  type Parts,
  recipeOf,
  subject,
} from './good-runtime.test.fixture.js';
import type { ConformanceSubject } from './subject.js';

/** Names of the failed checks and their messages. */
function failures(broken: Partial<ConformanceSubject>): Record<string, string> {
  const failed: Record<string, string> = {};
  for (const { name, run } of runtimeConformance({ ...subject, ...broken })) {
    try {
      run();
    } catch (error) {
      failed[name] = error instanceof Error ? error.message : String(error);
    }
  }
  return failed;
}

const withHandler = (members: Partial<RuntimeHandler>) => ({ handler: { ...handler, ...members } });
const withParts = (parts: Parts) => withHandler({ recipe: (input) => recipeOf(input, parts) });
const withManifest = (fields: Partial<typeof manifest>) => {
  const changed = { ...manifest, ...fields };
  return { manifest: changed, packageJson: { ...packageJson, smolfaas: { contract: 1, runtimes: [changed] } } };
};
const withRecipe = (change: (recipe: Recipe, input: RecipeInput) => Recipe) =>
  withHandler({ recipe: (input) => change(recipeOf(input), input) });
const withConfig = (fields: object) => withParts({ config: { ...config, ...fields } });

/** The good graph with every op pinned to a worker. */
function pinned(recipe: Recipe): Recipe {
  if (recipe.image.kind !== 'llb') return recipe;
  const { bytes } = rewrite(recipe.image.definition, (op) => ({
    ...op,
    constraints: { $typeName: 'pb.WorkerConstraints', filter: ['worker==1'] },
  }));
  return { ...recipe, image: { ...recipe.image, definition: bytes } };
}

/** Returns a different text each time. */
function counting(): () => string {
  let calls = 0;
  return () => String(calls++);
}

function frontend(filename: string): Partial<ConformanceSubject> {
  return withHandler({ recipe: () => ({ image: { kind: 'dockerfile', filename, attrs: {} } }) });
}

/** A runtime whose handler merges a setting of the host. */
function merging(merge: (given: HostGiven) => string | undefined): Partial<ConformanceSubject> {
  const host = {
    rc: { about: 'a login', files: { rc: ['~/.lisprc'] }, variables: ['LISP_*'], merge: 'handler' as const },
  };
  const hostSetting: RuntimeHandler['hostSetting'] = (_, given) => merge(given);
  return { ...withManifest({ host }), ...withHandler({ hostSetting }) };
}

const counted = counting();
const count = counting();
const detected = counting();
const wide = (finish: (assembled: State, installed: State) => State) => withParts({ finish });
const LISTED = { evidence: ['fn.asd'] };

const BROKEN: readonly [check: string, fault: string, broken: Partial<ConformanceSubject>, says: RegExp][] = [
  [
    'manifest: names the handler',
    'another id',
    withHandler({ id: 'scheme' }),
    /"scheme".*"lisp": give both the same id/,
  ],
  ['manifest: detects match every example', 'a wrong glob', withManifest({ detects: ['*.el'] }), /"small".*add a glob/],
  ['manifest: precedence is its own to choose', 'before Dockerfiles', withManifest({ precedence: 50 }), /choose 101/],
  [
    'handler: has the members of the contract only',
    'a helper',
    { handler: { ...handler, helper: 1 } as RuntimeHandler },
    /plain object/,
  ],
  [
    'package.json: declares the runtime and ships it',
    'module left out of files',
    { packageJson: { ...packageJson, files: ['lib', '!dist'] } },
    /not in the published package: add its directory to "files"/,
  ],
  [
    'package.json: declares the runtime and ships it',
    'another contract',
    { packageJson: { ...packageJson, smolfaas: { contract: 2, runtimes: [manifest] } } },
    /"contract": 1/,
  ],
  [
    'detect: takes every example and says why',
    'no evidence',
    withHandler({ detect: (tree) => (tree.has('fn.asd') ? { evidence: [] } : undefined) }),
    /name the files/,
  ],
  ['detect: declines an unrelated function', 'takes all', withHandler({ detect: () => LISTED }), /return undefined/],
  [
    'detect: answers the same twice',
    'counts',
    withHandler({ detect: (tree) => (tree.has('fn.asd') ? { evidence: [detected()] } : undefined) }),
    /keep no state/,
  ],
  [
    'detect: leaves the tree as it is',
    'edits an entry',
    withHandler({
      detect: (tree) => {
        if (!tree.has('fn.asd')) return undefined;
        Object.assign(tree.entries[0] ?? {}, { size: 0 });
        return LISTED;
      },
    }),
    /detect changed what it was given.*copy before/,
  ],
  [
    'detect: reaches for nothing but the tree',
    'looks at the disk',
    withHandler({ detect: (tree) => (tree.has('fn.asd') && !existsSync('/none') ? LISTED : undefined) }),
    /detect used node:fs.existsSync/,
  ],
  [
    'recipe: builds every example',
    'refuses',
    {
      examples: [...examples, { name: 'odd', files: { 'fn.asd': 'odd' } }],
      ...withHandler({
        recipe: (input) =>
          input.tree.readText('fn.asd') === 'odd' ? { refused: { message: 'too odd', hint: '' } } : recipeOf(input),
      }),
    },
    /"odd", it refused: too odd/,
  ],
  [
    'recipe: gives the same bytes twice',
    'a counter',
    withRecipe((recipe) => ({ ...recipe, notes: [count()] })),
    /no counters/,
  ],
  [
    'recipe: gives the same bytes twice',
    'modification times',
    withRecipe((recipe, { tree }) => ({ ...recipe, notes: [String(tree.entries[0]?.mtimeSeconds)] })),
    /no counters, times/,
  ],
  [
    'recipe: leaves its input as it is',
    'edits a file in place',
    withRecipe((recipe, { tree }) => {
      tree.read('main.lisp')?.fill(0);
      return recipe;
    }),
    /recipe changed what it was given/,
  ],
  [
    'recipe: reaches for nothing but its input',
    'clock, chance and environment, errors caught',
    withRecipe((recipe) => {
      const doors = [
        () => Date.now(),
        () => new Date(),
        () => process.hrtime.bigint(),
        () => randomUUID(),
        () => process.env['HOME'],
        () => process.arch,
        () => fetch('x:'),
      ];
      for (const door of doors) {
        try {
          void Promise.resolve(door()).catch(() => undefined);
        } catch {
          continue;
        }
      }
      return recipe;
    }),
    /Date.now, new Date\(\), process.hrtime, node:crypto.randomUUID, process.env, process.arch, fetch/,
  ],
  [
    'recipe: is plain data',
    'a Buffer',
    withRecipe((recipe) =>
      recipe.image.kind === 'llb'
        ? { ...recipe, image: { ...recipe.image, definition: Buffer.from(recipe.image.definition) } }
        : recipe,
    ),
    /bytes as Uint8Array/,
  ],
  [
    'graph: is a definition that BuildKit takes',
    'no protobuf',
    withRecipe((recipe) => ({
      ...recipe,
      image: { kind: 'llb', definition: new Uint8Array([255]), config: { config } },
    })),
    /cannot be read: .*marshal/,
  ],
  ['graph: pins no worker', 'constraints', withRecipe(pinned), /worker constraints: leave the choice/],
  [
    'graph: reads the function as manifests and all',
    'a third local',
    wide((assembled) => assembled.file([copy(local('context'), '/', '/more/')])),
    /reads local:\/\/context: only/,
  ],
  ['graph: installs dependencies without the sources', 'reads all', withParts({ reads: 'all' }), /step of its own/],
  [
    'graph: a source edit leaves those steps as they are',
    'the number of files in the environment',
    withHandler({
      recipe: (input) => recipeOf(input, { env: { SSL_CERT_FILE: CA, FILES: String(input.tree.entries.length) } }),
    }),
    /with one more file.*every edit would install again/,
  ],
  [
    'graph: a source edit leaves those steps as they are',
    'a hash of a source in the environment',
    withHandler({
      recipe: (input) => recipeOf(input, { env: { SSL_CERT_FILE: CA, SUM: input.tree.readText('main.lisp') ?? '' } }),
    }),
    /with an edit of main.lisp/,
  ],
  [
    'graph: the result is a base plus files',
    'the installed state itself',
    wide((_, installed) => installed.file([copy(local('all'), '/', '/app/')])),
    /rests on "install": start it from a base image/,
  ],
  [
    'graph: commands with network trust the certificates of the host',
    'no mount',
    withParts({ mounts: [] }),
    /"install".*no secret mount "ca": add secretMount/,
  ],
  [
    'graph: commands with network trust the certificates of the host',
    'no variable',
    withParts({ env: { SSL_CERT_FILE: '/elsewhere' } }),
    /set SSL_CERT_FILE or NODE_EXTRA_CA_CERTS to \/run\/ca.pem/,
  ],
  [
    'graph: every mounted secret has a source',
    'an unknown one',
    withParts({ mounts: [secretMount(CA, 'ca'), secretMount('/run/token', 'token')] }),
    /mounts secret "token".*add it to the recipe's "secrets"/,
  ],
  [
    'host: recipes request what the manifest declares',
    'an undeclared one',
    withRecipe((recipe) => ({ ...recipe, secrets: { ...recipe.secrets, login: { host: 'lisprc' } } })),
    /requests "lisprc" of the host: declare it/,
  ],
  [
    'host: the handler merges what it has to',
    'an error for a file that is not as expected',
    merging(({ files }) => JSON.stringify(JSON.parse(Buffer.from(files['rc']?.content ?? '{}').toString()))),
    /threw: [^]*return \{ refused \}/,
  ],
  ['host: the handler merges what it has to', 'a number', merging(() => JSON.parse('7')), /neither bytes, text/],
  ['host: the handler merges what it has to', 'a counter', merging(() => counted()), /the second time/],
  [
    'host: merging reaches for nothing but its input',
    'reading the environment',
    merging(() => process.env['HOME']),
    /used process.env/,
  ],
  ['image: the configuration is complete', 'root', withConfig({ User: '0:0' }), /numeric uid:gid that is not root/],
  ['image: the configuration is complete', 'no PATH', withConfig({ Env: ['HOME=/tmp', 'PORT=8000'] }), /no PATH/],
  [
    'image: the configuration is complete',
    'another port',
    withConfig({ Env: ['PATH=/', 'HOME=/', 'PORT=80'] }),
    /PORT=8000/,
  ],
  ['image: the configuration is complete', 'no command', withConfig({ Cmd: [] }), /set Cmd or Entrypoint/],
  ['image: the configuration is complete', 'no directory', withConfig({ WorkingDir: '' }), /absolute path/],
  ['image: the configuration is complete', 'no port', withConfig({ ExposedPorts: {} }), /8000\/tcp/],
  ['image: the frontend gets a file of the function', 'a missing file', frontend('Dockerfile'), /no file Dockerfile/],
];

describe('the conformance suite', () => {
  it('passes a good runtime, of both kinds', () => {
    expect(failures({})).toEqual({});
    expect(failures(frontend('main.lisp'))).toEqual({});
  });

  it.each(BROKEN)('%s: fails for %s, alone and in words', (check, _, broken, says) => {
    const failed = failures(broken);
    expect(Object.keys(failed)).toEqual([check]);
    expect(failed[check]).toMatch(says);
  });

  it('passes one that merges settings of the host', () => {
    expect(failures(merging(({ variables }) => variables['LISP_X']))).toEqual({});
    const unmerged = { rc: { about: 'a login', files: { rc: ['~/.lisprc'] } } };
    expect(failures(withManifest({ host: unmerged }))).toEqual({});
  });

  it('names a handler that lacks the function', () => {
    const host = { rc: { about: 'a login', variables: ['LISP_*'], merge: 'handler' as const } };
    const failed = failures(withManifest({ host }));
    expect(Object.keys(failed)).toEqual([
      'host: the handler merges what it has to',
      'host: merging reaches for nothing but its input',
    ]);
  });

  it('lets a command without network go without certificates', () => {
    const offline = image('a').run(['x'], { network: 'none' }).root;
    const finish = (assembled: State) => assembled.file([copy(offline, '/x', '/x')]);
    expect(failures(wide(finish))).toEqual({});
  });

  it('does not look for dependency steps where no command runs', () => {
    const copies = (input: RecipeInput) =>
      marshal(image(input.bases['lisp'] ?? '').file([copy(local('all'), '/', '/')]));
    const recipe = (input: RecipeInput): Recipe => ({
      image: { kind: 'llb', definition: copies(input).bytes, config: { config } },
    });
    expect(failures(withHandler({ recipe }))).toEqual({});
  });

  it('puts everything back that it had shut', () => {
    const arch = Object.getOwnPropertyDescriptor(process, 'arch');
    failures({});
    expect(existsSync('/')).toBe(true);
    expect(Date.now()).toBeGreaterThan(0);
    expect(new Date()).toBeInstanceOf(Date);
    expect(process.env['PATH']).toBeDefined();
    expect(randomUUID()).toHaveLength(36);
    expect(Object.getOwnPropertyDescriptor(process, 'arch')).toEqual(arch);
  });

  it('has a broken runtime for every check', () => {
    const named = [...runtimeConformance(subject), ...runtimeConformance({ ...subject, ...frontend('main.lisp') })];
    expect(new Set(BROKEN.map(([check]) => check))).toEqual(new Set(named.map(({ name }) => name)));
  });
});
