/** The reference is made from the schema: the page, the editors' schema, and where a key is found. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { createTheme } from '../../render/theme.js';
import { reportSetting, reportSettings } from '../../report/settings.js';
import { editorSchema } from './editor-schema.js';
import { parseProjectFile } from './parse.js';
import { allSettings, findSetting, shownKey } from './reference.js';
import { withReference } from './reference-page.js';

const PAGE = fileURLToPath(new URL('../../../../../docs/settings.md', import.meta.url));
const SHIPPED = fileURLToPath(new URL('../../../smolfaas.schema.json', import.meta.url));
const settings = allSettings();

it('docs/settings.md has every setting', async () => {
  await expect(withReference(readFileSync(PAGE, 'utf8'))).toMatchFileSnapshot(PAGE);
});

it('its examples are valid', () => {
  const examples = [...readFileSync(PAGE, 'utf8').matchAll(/```yaml\n([^]*?)```/g)].map(([, text = '']) => text);
  expect(examples).toHaveLength(2);
  for (const text of examples) expect(parseProjectFile('/p/smolfaas.yaml', text).functions.size).toBeGreaterThan(0);
});

it('the package ships the schema for editors', async () => {
  await expect(`${JSON.stringify(editorSchema(), null, 2)}\n`).toMatchFileSnapshot(SHIPPED);
});

it('editors accept profiles with null, anchors, and nothing that is unknown', () => {
  const { $schema: _, ...schema } = editorSchema();
  const editor = z.fromJSONSchema(schema);
  const accepts = (file: unknown) => editor.safeParse(file).success;
  expect(accepts({ version: 1, 'x-a': [], profiles: { p: { addr: null, functions: { a: { ca: null } } } } })).toBe(
    true,
  );
  expect(accepts({ version: 1, bind: ['::1'], max_source_size: 5, functions: { a: { settings: { b: ['c'] } } } })).toBe(
    true,
  );
  expect(accepts({ version: 1, adr: 'x' })).toBe(false);
  expect(accepts({ version: 1, http_port: 99_999 })).toBe(false);
  expect(accepts({ version: 1, profiles: { p: { adr: 'x' } } })).toBe(false);
  expect(accepts({ version: 1, profiles: { p: { name: 'x' } } })).toBe(false);
  expect(accepts({ addr: 'x' })).toBe(false);
});

it('every setting has one sentence, a kind and a place', () => {
  const lacking = settings.filter(
    ({ description, kind, path }) => !description.endsWith('.') || !kind || path.length === 0,
  );
  expect(lacking).toEqual([]);
  expect(settings.map(({ path }) => path.join('.'))).toEqual(
    expect.arrayContaining(['functions.NAME.runtime', 'addr']),
  );
});

it.each([
  ['http_port', 'http_port'],
  ['--http-port', 'http_port'],
  ['--no-offline', 'offline'],
  ['SMOLFAAS_HTTP_PORT', 'http_port'],
  ['functions.web.ca', 'functions.NAME.ca'],
  ['runtime', 'functions.NAME.runtime'],
  ['mirrors', 'registries.HOST.mirrors'],
  ['nothing', undefined],
])('%s is %s', (written, expected) => {
  expect(findSetting(written, settings)?.path.join('.')).toBe(expected);
});

it('a screen is at most 80 columns wide and has every key', () => {
  const plain = createTheme(false);
  const all = reportSettings(settings, plain);
  const one = settings.map((setting) => reportSetting(setting, plain).text).join('');
  expect(`${all.text}${one}`.split('\n').filter((line) => line.length > 80)).toEqual([]);
  expect(settings.filter((setting) => !all.text.includes(`  ${shownKey(setting)} `))).toEqual([]);
});
