/** What `down` reads of a broken project file, and that nothing in the file stops it. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { readNames } from './lenient.js';
import { loadNames } from './load.js';

const names = (text: string, profile?: string) => {
  const { values, warning } = readNames('/p/f.yaml', text, profile === undefined ? undefined : ['--profile', profile]);
  return [Object.fromEntries([...values].map(([key, { value }]) => [key, value])), warning] as const;
};
const GOES_ON = '; down uses what it can read of it, labels and the state database';

it('takes names and places of a whole file, and neither functions nor other values', () => {
  const text = `version: 1
functions_dir: api
network: net
http_port: 81
functions: { a: { runtime: go } }
registries: { r.example: { ca: gone.pem } }
`;
  expect(names(text)).toEqual([{ 'functions-dir': '/p/api', network: 'net' }, undefined]);
  expect(readNames('/p/f.yaml', text)).toMatchObject({ functions: new Map(), registries: new Map() });
});

it.each([
  ['another key is wrong', 'version: 1\nnetwork: net\nfoo: 1\n', { network: 'net' }, /:3:1: unknown key "foo"/],
  [
    'one of them is wrong',
    'version: 1\nnetwork: n\ncaddy_name: router\n',
    { 'caddy-name': 'router' },
    /:2:10: network/,
  ],
  ['the YAML ends early', 'version: 1\nnetwork: net\nfunctions: {\n', { network: 'net' }, /:4:1: Flow map/],
  ['the version is another', 'version: 2\nnetwork: net\n', { network: 'net' }, /:1:10: version/],
  ['it is no map', '- a\n', {}, /:1:1: must be a map/],
  ['an alias dangles', 'version: 1\nnetwork: net\nfunctions: *gone\n', {}, /gone/],
])('%s', (_, text, expected, problem) => {
  const [values, warning] = names(text);
  expect(values).toEqual(expected);
  expect(warning).toMatch(problem);
  expect(warning?.endsWith(GOES_ON)).toBe(true);
});

it('takes the names of the profile', () => {
  const text = 'version: 1\nnetwork: net\nprofiles: { p: { network: other }, q: { foo: 1 } }\n';
  expect(names(text, 'p')).toMatchObject([{ network: 'other' }, expect.stringContaining('profiles.q')]);
});

it('goes on where the file cannot be read or has another name', async () => {
  const home = temporaryFolder();
  const load = (dir: string) => loadNames({ verbose: false }, { cwd: join(home, dir), home, env: {} });
  for (const dir of ['link', 'named', 'none']) mkdirSync(join(home, dir));
  symlinkSync('gone', join(home, 'link', 'smolfaas.yaml'));
  writeFileSync(join(home, 'named', 'smolfaas.yml'), 'version: 1\n');
  expect(await load('link')).toMatchObject({ path: undefined, warning: expect.stringContaining('ENOENT') as string });
  expect((await load('named')).warning).toContain('mv ');
  expect((await load('none')).warning).toBeUndefined();
});
