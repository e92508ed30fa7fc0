/**
 * Names on a terminal (rows 1 and 11).
 * Whatever a name contains, only visible text may reach the screen.
 */
import { expect, test } from 'vitest';
import { quoteName } from './quote-name.js';

test.each([
  ['hello', 'hello'],
  ['Grüße 😀 名前', 'Grüße 😀 名前'],
  ['a\\b', 'a\\b'],
  ['two\nlines\r\t', 'two\\nlines\\r\\t'],
  ['\u001b[31mred', '\\x1b[31mred'],
  ['nul\0', 'nul\\x00'],
  ['c1\u009b31m', 'c1\\u{9b}31m'],
  ['exe\u202Etxt.gpj', 'exe\\u{202e}txt.gpj'],
  ['zero\u200Bwidth\uFEFF', 'zero\\u{200b}width\\u{feff}'],
  ['line\u2028separator', 'line\\u{2028}separator'],
  ['half \uD800', 'half \\u{d800}'],
])('%j is shown as %s', (name, shown) => {
  expect(quoteName(name)).toBe(shown);
});

test('row 11: bytes that are not UTF-8 are shown one by one, the rest stays readable', () => {
  expect(quoteName(Buffer.from('caf\xe9.py', 'latin1'))).toBe('caf\\xe9.py');
  expect(quoteName(Buffer.concat([Buffer.from('ü\n'), Buffer.from([0xff, 0xe2, 0x82]), Buffer.from('€')]))).toBe(
    'ü\\n\\xff\\xe2\\x82€',
  );
});

test('ten thousand random names: only visible characters come out, and quoting twice is quoting once', () => {
  for (let seed = 1; seed <= 10_000; seed++) {
    const bytes = Buffer.from(Array.from({ length: seed % 23 }, (_, n) => (seed * 7919 + n * 104_729 * seed) % 256));
    const shown = quoteName(bytes);
    expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    expect(quoteName(shown)).toBe(shown);
  }
});
