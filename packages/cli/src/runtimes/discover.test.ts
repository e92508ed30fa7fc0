/** Plug-ins on disk: sound, broken, duplicate, linked. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { discoverRuntimes, type PluginLike } from './discover.js';
import { notices } from './notices.js';
import { temporaryFolder } from '../testing/temporary-folder.js';

const HANDLER = (id: string) => `export const runtime = { contract: 1, id: '${id}', detect() {}, recipe() {} };`;

interface Sample {
  readonly name: string;
  readonly type?: string;
  readonly smolfaas?: unknown;
  readonly code?: string;
  readonly linked?: boolean;
}

function plugin({ name, type = 'user', smolfaas, code = HANDLER(name), linked = false }: Sample): PluginLike {
  const root = join(temporaryFolder(), linked ? 'work' : 'node_modules', name);
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(join(root, 'dist', 'index.mjs'), code);
  return { name, version: '1.2.3', root, type, pjson: smolfaas === undefined ? {} : { smolfaas } };
}

function manifest(id: string, more: object = {}): unknown {
  return { contract: 1, runtimes: [{ id, module: './dist/index.mjs', detects: [`${id}.toml`], ...more }] };
}

describe('discoverRuntimes', () => {
  it('orders by precedence, then by id, whatever order the plug-ins came in', () => {
    const samples = [
      plugin({ name: 'zig', smolfaas: manifest('zig') }),
      plugin({ name: 'ada', smolfaas: manifest('ada') }),
      plugin({ name: 'node', smolfaas: manifest('node', { precedence: 300 }) }),
      plugin({ name: 'dockerfile', smolfaas: manifest('dockerfile', { precedence: 100 }) }),
      plugin({ name: 'help' }),
    ];
    const ids = (list: PluginLike[]) => discoverRuntimes(list).runtimes.map(({ manifest: { id } }) => id);
    expect(ids(samples)).toEqual(['dockerfile', 'node', 'ada', 'zig']);
    expect(ids(samples.reverse())).toEqual(['dockerfile', 'node', 'ada', 'zig']);
  });

  it('imports a module only when it is asked for, and checks what comes back', async () => {
    const [sound] = discoverRuntimes([plugin({ name: 'ada', smolfaas: manifest('ada') })]).runtimes;
    expect(await sound?.load()).toMatchObject({ contract: 1, id: 'ada' });
  });

  it.each([
    ['throw new Error("boom")', 'boom'],
    ['export default 7', 'exports neither'],
    ['export default { contract: 2, id: "ada" }', 'speaks contract 2'],
    ['export default { contract: 1, id: "ada", detect() {} }', 'lacks id, detect or recipe'],
    ['export default { contract: 1, id: "bob", detect() {}, recipe() {} }', 'its id is "bob"'],
  ])('names the package of a module that is %s', async (code, message) => {
    const [runtime] = discoverRuntimes([plugin({ name: 'ada', smolfaas: manifest('ada'), code })]).runtimes;
    await expect(runtime?.load()).rejects.toMatchObject({
      code: 'runtime-broken',
      facts: { package: 'ada', version: '1.2.3', runtime: 'ada', message: expect.stringContaining(message) },
    });
  });

  it.each([
    ['text', 'not an object'],
    [{ contract: 2, runtimes: [] }, 'speaks contract 2'],
    [{ contract: 1 }, 'not a list'],
    [manifest('Ada'), '"id"'],
    [manifest('ada', { detects: [] }), '"detects"'],
    [manifest('ada', { detectsLast: 'ada.last' }), '"detectsLast"'],
    [manifest('ada', { shared: 'yes' }), '"shared"'],
    [manifest('ada', { module: '../other/index.js' }), '"module" is outside'],
    [manifest('ada', { module: '/etc/index.js' }), '"module" is outside'],
    [manifest('ada', { precedence: 50 }), 'kept for Dockerfiles'],
    [manifest('ada', { bases: { ada: 'ubuntu' } }), '"bases"'],
    [manifest('ada', { settings: { dialect: 7 } }), '"settings"'],
    [manifest('ada', { unsupported: ['alire.toml'] }), '"unsupported"'],
    [manifest('ada', { host: ['~/.adarc'] }), '"host" is not settings by name'],
    [manifest('ada', { host: { rc: { files: { a: ['~/.a'] } } } }), '"host.rc" is without "about"'],
    [manifest('ada', { host: { rc: { about: 'a' } } }), 'without "files" and "variables"'],
    [manifest('ada', { host: { rc: { about: 'a', files: { a: ['.adarc'] } } } }), 'a path begins with'],
    [manifest('ada', { host: { rc: { about: 'a', files: { a: { linux: 'x' } } } } }), 'lists of paths'],
    [manifest('ada', { host: { rc: { about: 'a', variables: ['*'] } } }), 'beginnings of names'],
    [manifest('ada', { host: { rc: { about: 'a', variables: ['A'], merge: 'last' } } }), 'append or handler'],
    [manifest('ada', { host: { rc: { about: 'a', variables: ['A'], required: 1 } } }), 'true or false'],
    [manifest('ada', { host: { ca: { about: 'a', variables: ['A'] } } }), 'a name of SmolFaaS itself'],
  ])('says what is wrong with the manifest %j and goes on', (smolfaas, problem) => {
    const found = discoverRuntimes([
      plugin({ name: 'bad', smolfaas }),
      plugin({ name: 'ok', smolfaas: manifest('ok') }),
    ]);
    expect(found.runtimes.map(({ package: name }) => name)).toEqual(['ok']);
    expect(found.broken.map(({ facts }) => [facts.package, facts.message])).toEqual([
      ['bad', expect.stringContaining(problem)],
    ]);
  });

  it.each([
    ['user', 'installed'],
    ['link', 'linked'],
  ])('lets a plug-in of type %s win over the bundled runtime, and says so', (type, origin) => {
    const found = discoverRuntimes([
      plugin({ name: '@smolfaas/runtime-node', type: 'core', smolfaas: manifest('node', { precedence: 300 }) }),
      plugin({ name: 'z-node', type, smolfaas: manifest('node', { precedence: 150 }) }),
    ]);
    const replaces = '@smolfaas/runtime-node@1.2.3';
    expect(found).toMatchObject({ runtimes: [{ package: 'z-node', origin, replaces }], broken: [] });
    expect(found.runtimes[0]?.identity).toBe('z-node@1.2.3');
    expect(notices(found)).toEqual([
      `runtime node is z-node@1.2.3 (${origin}) in place of the bundled ${replaces}; ` +
        'to undo: smolfaas plugins uninstall z-node',
    ]);
  });

  it('notices a plug-in with the name of a bundled package, although oclif hides the bundled one', () => {
    const cli = { ...plugin({ name: 'smolfaas', type: 'core' }), pjson: { dependencies: { node: '1.0.0' } } };
    const found = discoverRuntimes([cli, plugin({ name: 'node', smolfaas: manifest('node') })]);
    expect(found.runtimes).toMatchObject([{ package: 'node', origin: 'installed', replaces: 'node' }]);
    expect(notices(found)).toHaveLength(1);
  });

  it('says nothing of bundled runtimes and of those with an id of their own', () => {
    const found = discoverRuntimes([
      plugin({ name: 'node', type: 'core', smolfaas: manifest('node') }),
      plugin({ name: 'ada', smolfaas: manifest('ada') }),
    ]);
    expect(found.runtimes.map(({ origin }) => origin)).toEqual(['installed', 'bundled']);
    expect(notices(found)).toEqual([]);
  });

  it('keeps the bundled runtime when the one that would replace it is broken', () => {
    const found = discoverRuntimes([
      plugin({ name: 'a-node', smolfaas: manifest('node', { detects: [] }) }),
      plugin({ name: 'node', type: 'core', smolfaas: manifest('node') }),
    ]);
    expect(found.runtimes).toMatchObject([{ package: 'node', origin: 'bundled' }]);
    expect(found.runtimes[0]).not.toHaveProperty('replaces');
    expect(notices(found)).toEqual([expect.stringContaining('a-node@1.2.3 is broken')]);
  });

  it.each([[['b-node', 'a-node']], [['a-node', 'b-node']]])(
    'uses the first by name of %j and names the other',
    (names) => {
      const found = discoverRuntimes([
        plugin({ name: 'node', type: 'core', smolfaas: manifest('node') }),
        ...names.map((name) => plugin({ name, smolfaas: manifest('node') })),
      ]);
      expect(found.runtimes).toMatchObject([{ package: 'a-node', replaces: 'node@1.2.3' }]);
      expect(found.broken.map(({ facts }) => facts)).toMatchObject([
        { package: 'b-node', message: 'its id is taken by a-node@1.2.3, which stays in use' },
      ]);
    },
  );

  it('identifies a published package by its version, one under work also by its files', () => {
    const identity = (sample: Sample) => discoverRuntimes([plugin(sample)]).runtimes[0]?.identity;
    const ada = { name: 'ada', smolfaas: manifest('ada') };
    expect(identity(ada)).toBe('ada@1.2.3');
    expect(identity({ ...ada, linked: true })).toMatch(/^ada@1\.2\.3\+[0-9a-f]{16}$/);
    expect(identity({ ...ada, linked: true })).toBe(identity({ ...ada, linked: true }));
    expect(identity({ ...ada, linked: true })).not.toBe(identity({ ...ada, linked: true, code: `${HANDLER('ada')} ` }));
  });

  it('does not read what a package under work has installed, but every file of its own', () => {
    const work = plugin({ name: 'ada', smolfaas: manifest('ada', { module: './index.mjs' }), linked: true });
    const identity = (path: string, text: string) => {
      mkdirSync(dirname(join(work.root, path)), { recursive: true });
      writeFileSync(join(work.root, path), text);
      return discoverRuntimes([work]).runtimes[0]?.identity;
    };
    const first = identity('index.mjs', HANDLER('ada'));
    for (const path of ['node_modules/llb/index.js', '.cache/x.js', 'notes.txt'])
      expect(identity(path, '1')).toBe(first);
    for (const path of ['lib/steps.js', 'versions.json']) expect(identity(path, '1')).not.toBe(first);
  });
});
