/** Hides values in text. */
import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { Mask } from './mask.js';

const TOKEN = 'pa$$ w0rd/+"é\\x~token';
const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64');

it('hides every occurrence, whatever characters a value has, also as JSON spells it', () => {
  const mask = new Mask(['s3cret+more', 's3cret', 'a"b\\c']);
  expect(mask.text('x s3cret+more s3cret, s3cret')).toBe('x *** ***, ***');
  expect(mask.text(JSON.stringify({ line: 'a"b\\c' }))).toBe('{"line":"***"}');
  expect(mask.text('nothing')).toBe('nothing');
});

it('without values changes nothing', () => {
  expect(new Mask([]).text('a\n b')).toBe('a\n b');
});

it.each([
  ['as it is', TOKEN],
  ['JSON', JSON.stringify(TOKEN)],
  ['JSON in JSON', JSON.stringify(JSON.stringify(TOKEN))],
  ['an object of Node.js', `'${TOKEN.replaceAll('\\', '\\\\')}'`],
  ['percent-encoded', encodeURIComponent(TOKEN)],
  ['percent-encoded in lower case', encodeURIComponent(TOKEN).replace(/%../g, (code) => code.toLowerCase())],
  ['form', new URLSearchParams({ x: TOKEN }).toString()],
  ['base64', base64(TOKEN)],
  ['base64 with its line end', base64(`${TOKEN}\n`)],
  ['base64url', Buffer.from(TOKEN).toString('base64url')],
  ['base64 after one character', base64(`:${TOKEN}`)],
  ['base64 of a login', base64(`me:${TOKEN}@host`)],
  ['base64 after five characters', base64(`user:${TOKEN}`)],
  ['hexadecimal', Buffer.from(TOKEN).toString('hex')],
])('hides a learned value: %s', (_, spelled) => {
  const mask = new Mask();
  mask.learn([`${TOKEN}\n`]);
  const masked = mask.text(`before <${spelled}> after`);
  expect(masked).toMatch(/^before <[^>]*\*\*\*[^>]*> after$/);
  const left = masked.replace(/^before <|> after$|\*\*\*/g, '');
  // a base64 text keeps the user's name, the others keep characters around the value
  expect(left.length).toBeLessThanOrEqual(10);
  expect(TOKEN).not.toContain(left.slice(0, 4) || '?');
});

it('hides a value with quotes and lines, as objects and shells print it', () => {
  const value = `it's "secret" \\ here\nand there`;
  const mask = new Mask();
  mask.learn([value]);
  const shell = `'${value.replaceAll("'", "'\\''")}'`;
  for (const text of [
    inspect({ x: value }),
    inspect({ x: value.replace('\n', ' ') }),
    shell,
    shell.split('\n')[0] ?? '',
  ]) {
    expect(mask.text(text)).not.toMatch(/secret|here|there/);
  }
});

it.each([1, 3, 7, 20, 76])('hides a value that is wrapped after %i characters, as lines and as a text', (width) => {
  const secret = randomBytes(90);
  const mask = new Mask();
  mask.learn([secret.toString('hex'), base64(secret)]);
  for (const text of [secret.toString('hex'), base64(secret), base64(secret.toString('hex'))]) {
    const lines = `at: ${text}`.match(new RegExp(`.{1,${width}}`, 'g')) ?? [];
    const shown = mask.lines([...lines, 'the end']);
    expect(shown.join('').replaceAll('***', '').replaceAll(/\s/g, '')).toBe('at:theend');
    expect(mask.text(lines.join('\r\n')).replaceAll(/\*\*\*|\s/g, '')).toBe('at:');
    expect(mask.text(JSON.stringify({ text: lines.join('\n') })).replaceAll(/\*\*\*|\s|\\n/g, '')).toBe(
      '{"text":"at:"}',
    );
  }
});

it('hides the lines of a value that has several, alone and together', () => {
  const body = Array.from({ length: 3 }, () => base64(randomBytes(48)));
  const frame = ['-----BEGIN PRIVATE KEY-----', '-----END PRIVATE KEY-----'];
  const mask = new Mask();
  mask.learn([[frame[0], ...body, 'c2hvcnQ=', frame[1]].join('\n')]);
  for (const line of body) expect(mask.text(`key: ${line}!`)).toBe('key: ***!');
  expect(mask.lines(['a', ...body, 'b'])).toEqual(['a', '***', '***', '***', 'b']);
});

it('hides a part of a wrapped value whose beginning was cut off', () => {
  const secret = base64(randomBytes(300));
  const mask = new Mask();
  mask.learn([secret]);
  expect(mask.lines(['x', secret.slice(100, 176), secret.slice(176, 252)])).toEqual(['x', '***', '***']);
});

it('hides nothing for values that are short or trivial, and no ordinary text', () => {
  const mask = new Mask();
  mask.learn(['ab1', '12345', 'true', 'production', '--------', '      ', 'localhost\n']);
  const text = 'ab1 12345 true production ---------- localhost\n   \n';
  expect(mask.spellings).toEqual([]);
  expect(mask.text(text)).toBe(text);
  mask.learn(['production-database-password']);
  expect(mask.text('for production: the database has a password')).toBe('for production: the database has a password');
});

it('hides bytes that are no text, encoded', () => {
  const bytes = Buffer.concat([Buffer.of(0xff), randomBytes(30)]);
  const mask = new Mask();
  mask.learn([bytes]);
  expect(mask.text(`a ${base64(bytes)} b ${bytes.toString('hex')}`)).toBe('a *** b ***');
});
