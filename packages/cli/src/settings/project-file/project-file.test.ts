/** The project file, from its directory to its value, or to the problems that a user reads. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe as describeError } from '../../errors/describe.js';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { findProjectFile } from './find.js';
import { loadProjectFile } from './load.js';
import { parseProjectFile } from './parse.js';
import { NO_PROJECT_FILE } from './project-file.js';

const EXAMPLE = `# yaml-language-server: $schema=https://unpkg.com/smolfaas/smolfaas.schema.json
version: 1
runtimes: ["@example/smolfaas-runtime-deno", other@^1.2]
functions:
  api:
    runtime: go
    settings: { package: ./cmd/server }
  report:
    settings:
      extras: [a, b]
      python: "3.10"
  plain: { ca: true }
  image:
    settings:
      args: { VERSION: "1.2", EMPTY: '' }
      target: app
registries:
  docker.io: { mirrors: [mirror.example, "cache.example:5000/hub"] }
  registry.example:5000: { ca: certs/ours.pem, insecure: true }
`;

const problems = (text: string): string => {
  try {
    parseProjectFile('f.yaml', text);
    return 'none';
  } catch (error) {
    const { message, hint, detail } = describeError(error);
    return [message, ...detail, ...(hint === undefined ? [] : [`hint: ${hint}`])].join('\n');
  }
};

describe('what it says', () => {
  it('reaches its functions; a list is its items with commas', () => {
    expect(parseProjectFile('/srv/f.yaml', EXAMPLE)).toEqual({
      path: '/srv/f.yaml',
      values: new Map(),
      bases: {},
      functions: new Map<string, unknown>([
        ['api', { runtime: 'go', settings: { package: './cmd/server' } }],
        ['report', { settings: { extras: 'a,b', python: '3.10' } }],
        ['plain', { settings: {}, ca: true }],
        ['image', { settings: { target: 'app' }, maps: { args: { VERSION: '1.2', EMPTY: '' } } }],
      ]),
      runtimes: [
        { name: '@example/smolfaas-runtime-deno', spec: '@example/smolfaas-runtime-deno' },
        { name: 'other', range: '^1.2', spec: 'other@^1.2' },
      ],
      registries: new Map<string, unknown>([
        ['docker.io', { mirrors: ['mirror.example', 'cache.example:5000/hub'] }],
        ['registry.example:5000', { ca: '/srv/certs/ours.pem', insecure: true }],
      ]),
    });
  });

  it('may be the version alone', () => {
    expect(parseProjectFile('f.yaml', 'version: 1\n')).toEqual({ ...NO_PROJECT_FILE, path: 'f.yaml' });
  });
});

describe('what is wrong is named with its place', () => {
  it.each([
    ['', 'f.yaml: version: must be 1, the version of this format'],
    ['- a\n', 'f.yaml:1:1: must be a map that begins with version: 1'],
    ['version: 2\n', 'f.yaml:1:10: version: must be 1, the version of this format'],
    [
      'version: 1\nfunktions: {}\n',
      'f.yaml:2:1: unknown key "funktions"; all keys: smolfaas help settings\nhint: did you mean "functions"?',
    ],
    [
      'version: 1\nfunctions:\n  api:\n    setings: {}\n    nonsense: 1\n',
      'f.yaml:4:5: functions.api: unknown key "setings"; known: runtime, ca, settings; did you mean "settings"?\n' +
        'f.yaml:5:5: functions.api: unknown key "nonsense"; known: runtime, ca, settings',
    ],
    [
      'version: 1\nfunctions:\n  api:\n    settings:\n      python: 3.10\n',
      'f.yaml:5:15: functions.api.settings.python: must be text; put it in quotes',
    ],
    [
      'version: 1\nfunctions:\n  api:\n    settings:\n      args: { VERSION: 1.2 }\n',
      'f.yaml:5:24: functions.api.settings.args.VERSION: must be text; put it in quotes',
    ],
    ['version: 1\nfunctions:\n  api:\n', 'f.yaml:3:7: functions.api: must be a map of settings, such as runtime: go'],
    [
      'version: 1\nruntimes: ["x; rm -rf ~"]\n',
      'f.yaml:2:12: runtimes.0: must be the name of an npm package, with a version or a range such as @^1.2 behind it if need be',
    ],
    [
      'version: 1\nregistries:\n  https://r.example: {}\n',
      'f.yaml:3:3: registries.https://r.example: must be a map of hosts, such as registry.example.com:5000 or docker.io',
    ],
    [
      'version: 1\nregistries:\n  r.example:\n    mirrors: ["https://m.example"]\n',
      'f.yaml:4:15: registries.r.example.mirrors.0: must be a host, without https://',
    ],
    [
      'version: 1\nregistries:\n  r.example:\n    insekure: true\n',
      'f.yaml:4:5: registries.r.example: unknown key "insekure"; known: mirrors, insecure, ca\nhint: did you mean "insecure"?',
    ],
    ['version: 1\nhttp_port: 99999\n', 'f.yaml:2:12: http_port: must be a whole number from 1 to 65535'],
    ['version: 1\nhttp_port: "80"\n', 'f.yaml:2:12: http_port: must be a whole number from 1 to 65535, without quotes'],
    ['version: 1\nfunctions: [api]\n', 'f.yaml:2:12: functions: must be a map of names of functions'],
    [
      'version: 1\nfunctions: { web: }\n',
      expect.stringMatching(/^f\.yaml:2:19: functions\.web: must be a map of settings/) as string,
    ],
    ['version: 1\nfunction_ca: yes\n', 'f.yaml:2:14: function_ca: must be true or false\nhint: did you mean "true"?'],
    [
      'version: 1\nbuilder: enigne\n',
      'f.yaml:2:10: builder: must be auto, engine, container, unix:///PATH or tcp://HOST:PORT\nhint: did you mean "engine"?',
    ],
    [
      'version: 1\nbind: [127.0.0.1, localhost]\n',
      'f.yaml:2:19: bind.1: must be an IP address of this machine, such as 127.0.0.1',
    ],
    ['version: 1\nbind: { a: b }\n', 'f.yaml:2:7: bind: must be an IP address, or a list of them'],
    ['version: 1\naddr: "a b"\n', expect.stringMatching(/^f\.yaml:2:7: addr: must be a host name such as/) as string],
    ['version: 1\nmax_source_size: much\n', 'f.yaml:2:18: max_source_size: must be a size such as 500m or 2g'],
    [
      'version: 1\nbases: { Node: a }\n',
      expect.stringMatching(/^f\.yaml:2:10: bases\.Node: must be the key of a base image/) as string,
    ],
    ['version: 1\nbases: { node: "a b" }\n', 'f.yaml:2:16: bases.node: must be an image reference'],
    [
      'version: 1\nhtp_port: 1\nfunctions:\n  api: { rutime: go }\n',
      'f.yaml:2:1: unknown key "htp_port"; all keys: smolfaas help settings; did you mean "http_port"?\n' +
        'f.yaml:4:10: functions.api: unknown key "rutime"; known: runtime, ca, settings; did you mean "runtime"?',
    ],
    ['version: 1\nfunctions:\n  1: { ca: 2 }\n', 'f.yaml:3:12: functions.1.ca: must be true or false'],
    [
      'version: 1\nx-all: &all { ca: 1 }\nfunctions:\n  a: { <<: *all, runtime: go }\n',
      'f.yaml:2:19: functions.a.ca: must be true or false',
    ],
    ['version: 1\nversion: 1\n', 'f.yaml:2:1: Map keys must be unique'],
    ['version: 1\nfunctions: {\n', expect.stringMatching(/^f\.yaml:3:1: Flow map/) as string],
    ['version: 1\nfunctions:\n\tapi: {}\n', expect.stringMatching(/^f\.yaml:3:1: Tabs are not allowed/) as string],
    ['version: 1\nfunctions: { a: &x {}, b: *x, c: *y }\n', expect.stringMatching(/^f\.yaml: .*alias.* y$/i) as string],
    ['version: 1\nfunctions: { a: &x {}, b: *x }\n', 'none'],
  ])('%j', (text, expected) => {
    expect(problems(text)).toEqual(expected);
  });
});

describe('where it is', () => {
  const home = temporaryFolder();
  const functions = join(home, 'team', 'shop', 'functions');
  mkdirSync(functions, { recursive: true });
  const flags = (more: { config?: string } = {}) => ({ verbose: false, ...more });
  const surroundings = { cwd: join(home, 'team', 'shop'), home, env: {} };

  it('nowhere: nothing is said', async () => {
    expect(findProjectFile(functions, home)).toBeUndefined();
    expect(await loadProjectFile(flags(), surroundings)).toEqual(NO_PROJECT_FILE);
  });

  it('beside the functions directory before any place above, up to the home', () => {
    writeFileSync(join(home, 'smolfaas.yaml'), 'version: 1\n');
    expect(findProjectFile(functions, home)).toBe(join(home, 'smolfaas.yaml'));
    expect(findProjectFile(functions, join(home, 'team'))).toBeUndefined();
    writeFileSync(join(home, 'team', 'shop', 'smolfaas.yaml'), EXAMPLE);
    expect(findProjectFile(functions, home)).toBe(join(home, 'team', 'shop', 'smolfaas.yaml'));
  });

  it('elsewhere by --config, which has to exist', async () => {
    const { runtimes, note } = await loadProjectFile(flags(), surroundings);
    expect(runtimes).toHaveLength(2);
    expect(note).toBeUndefined();
    expect(await loadProjectFile(flags({ config: '../../smolfaas.yaml' }), surroundings)).toMatchObject({
      runtimes: [],
    });
    await expect(loadProjectFile(flags({ config: 'no.yaml' }), surroundings)).rejects.toMatchObject({
      code: 'project-file-unreadable',
      facts: { errno: 'ENOENT' },
    });
  });

  it('above, which is said', async () => {
    const dir = join(home, 'team', 'inner');
    mkdirSync(dir);
    const { note } = await loadProjectFile(flags(), { cwd: dir, home, env: {} });
    expect(note).toBe(`project file: ${join(home, 'smolfaas.yaml')}`);
  });

  it('a name that is nearly right is an error and not passed over', () => {
    const dir = temporaryFolder();
    writeFileSync(join(dir, 'smolfaas.yml'), 'version: 1\n');
    expect(() => findProjectFile(join(dir, 'functions'), dir)).toThrow(/project-file-invalid .*mv /);
  });

  it('a link that leads nowhere is an error and not passed over', async () => {
    const dir = temporaryFolder();
    symlinkSync('gone', join(dir, 'smolfaas.yaml'));
    const loading = loadProjectFile(flags(), { cwd: dir, home: dir, env: {} });
    await expect(loading).rejects.toMatchObject({ code: 'project-file-unreadable' });
  });
});
