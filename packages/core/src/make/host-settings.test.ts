/** Settings of the host for a build: who declares them, how they are merged, and what goes wrong. */
import { expect, test } from 'vitest';
import type { InstalledRuntime } from '../contract/installed-runtime.js';
import type { HostFound, HostSetting, RuntimeHandler } from '../contract/runtime.js';
import { hostSettingsOf } from './host-settings.js';

const bytes = (text: string): Uint8Array => Buffer.from(text);

function runtime(
  id: string,
  host: Readonly<Record<string, HostSetting>>,
  hostSetting?: RuntimeHandler['hostSetting'],
): InstalledRuntime {
  const handler: RuntimeHandler = {
    contract: 1,
    id,
    detect: () => undefined,
    recipe: () => ({ refused: { message: '', hint: '' } }),
    ...(hostSetting && { hostSetting }),
  };
  const manifest = { id, module: './index.js', detects: [`${id}.txt`], host };
  return { manifest, package: id, version: '1.0.0', identity: `${id}@1.0.0`, load: async () => handler };
}

const asked = async (one: InstalledRuntime, found: Readonly<Record<string, HostFound>>, all = [one]) => {
  const secrets = Object.fromEntries(
    ['tool', 'ca', 'own'].map((name) => [name, name === 'own' ? { file: 'x' } : { host: name }]),
  );
  const host = { ca: bytes('CERT'), found: new Map([[one.manifest.id, found]]), proxy: { http: 'http://p' } };
  const settings = await hostSettingsOf({ function: 'a', runtime: one, secrets }, all, host);
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, Buffer.from(value).toString()]));
};

const about = 'the login of a tool';
const file = (text: string) => ({ path: '/home/me/x', content: bytes(text) });

test('appended: the files in their order, each on a new line, then the variables', async () => {
  const one = runtime('ada', { tool: { about, files: { a: ['~/a'], b: ['~/b'] }, variables: ['ADA_*'] } });
  const files = { a: file('one'), b: file('two\n') };
  expect(await asked(one, { tool: { files, variables: { ADA_X: '1', ADA_Y: '2' } } })).toEqual({
    tool: 'one\ntwo\nADA_X=1\nADA_Y=2\n',
  });
  expect(await asked(one, { tool: { files: { a: file('as it is') }, variables: {} } })).toEqual({ tool: 'as it is' });
  expect(await asked(one, { tool: { files: { a: file('') }, variables: {} } })).toEqual({});
  expect(await asked(one, {})).toEqual({});
});

test('merged by the handler, which sees files, variables and proxies and nothing else', async () => {
  const merged = runtime('ada', { tool: { about, variables: ['ADA_X'], merge: 'handler' } }, (name, given) =>
    JSON.stringify([name, Object.keys(given.files), given.variables, given.proxy]),
  );
  expect(await asked(merged, { tool: { files: { a: file('1') }, variables: { ADA_X: 'x' } } })).toEqual({
    tool: '["tool",["a"],{"ADA_X":"x"},{"http":"http://p"}]',
  });
});

test('declared by another runtime: its files, its way to merge them', async () => {
  const found = { tool: { files: {}, variables: { ADA_X: 'x' } } };
  const owner = runtime('ada', { tool: { about, variables: ['ADA_X'], merge: 'handler' } }, () => 'of ada');
  const user = runtime('bob', {});
  const host = { ca: bytes(''), found: new Map([['ada', found]]) };
  const subject = { function: 'a', runtime: user, secrets: { t: { host: 'tool' } } };
  expect(await hostSettingsOf(subject, [user, owner], host)).toEqual({ tool: bytes('of ada') });
  await expect(hostSettingsOf(subject, [user], host)).rejects.toMatchObject({
    code: 'runtime-broken',
    facts: { runtime: 'bob', message: expect.stringContaining('requests "tool" of this host') },
  });
});

test('a required one that is missing stops the build, and names where it could be', async () => {
  const host = { tool: { about, files: { a: { default: ['$ADA', '~/a'] } }, variables: ['ADA_X'], required: true } };
  await expect(asked(runtime('ada', host), {})).rejects.toMatchObject({
    code: 'host-setting-missing',
    facts: { runtime: 'ada', setting: 'tool', about, paths: ['$ADA', '~/a'], variables: ['ADA_X'] },
  });
});

test.each<[string, NonNullable<RuntimeHandler['hostSetting']>, object]>([
  [
    'refuses',
    () => ({ refused: { message: 'x is no TOML', hint: 'correct it' } }),
    { code: 'host-setting-refused', facts: { message: 'x is no TOML', hint: 'correct it' } },
  ],
  [
    'throws',
    () => {
      throw new Error('boom');
    },
    { code: 'runtime-broken', facts: { during: 'host setting', message: 'boom' } },
  ],
  [
    'returns something else',
    () => JSON.parse('{"refused":7}'),
    { code: 'runtime-broken', facts: { message: expect.stringContaining('neither bytes, text nor a refusal') } },
  ],
  [
    'returns a promise',
    () => JSON.parse('7'),
    { code: 'runtime-broken', facts: { message: expect.stringContaining('neither bytes, text nor a refusal') } },
  ],
])('a handler that %s is named', async (_, hostSetting, error) => {
  const one = runtime('ada', { tool: { about, variables: ['X'], merge: 'handler' } }, hostSetting);
  await expect(asked(one, {})).rejects.toMatchObject(error);
});
