import { expect, test } from 'vitest';
import { expandVariables, unsetVariables } from './variables.js';

const expand = (text: string, variables?: Record<string, string>) =>
  Buffer.from(expandVariables(Buffer.from(text), variables)).toString('utf8');
const set = { TOKEN: 'grün', _A1: '${TOKEN}', EMPTY: '' };

test.each([
  ['//r.example/:_authToken=${TOKEN}\n', '//r.example/:_authToken=grün\n'],
  ['a=${TOKEN}${_A1}', 'a=grün${TOKEN}'],
  ['a=${TOKEN?} b=${TOKEN-x} c=${TOKEN:-x}', 'a=grün b=grün c=grün'],
  ['a="${EMPTY}"', 'a=""'],
])('what is set takes the place of its name: %j', (text, expected) => {
  expect(expand(text, set)).toBe(expected);
});

test.each(['a=${GONE}', 'a=${GONE-x}', 'a=\\${TOKEN}', 'a=$TOKEN', 'a=${}', 'a=${TO KEN}', 'é=${GONE?}'])(
  'everything else stays as it is: %j',
  (text) => {
    expect(expand(text, set)).toBe(text);
    expect(expand(text)).toBe(text);
  },
);

test('bytes that are no text survive', () => {
  const bytes = Uint8Array.from([0xff, 0x00, 0x24, 0x7b, 0x41, 0x7d, 0xc3]);
  expect([...expandVariables(bytes, { A: 'x' })]).toEqual([0xff, 0x00, 0x78, 0xc3]);
});

test('names that are not set and have no default are told, each once', () => {
  const text = '# ${COMMENT}\n; ${COMMENT}\na=${GONE}${GONE} b=${TOKEN} c=${X-1} d=${Y?} e=\\${Z}\nf=${LAST}\n';
  expect(unsetVariables(text, set)).toEqual(['GONE', 'LAST']);
});
