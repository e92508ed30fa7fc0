/** Foreign text must never reach a terminal as commands. */
import { describe, expect, it } from 'vitest';
import { quote, safe, safeLogLine, shellWord } from './safe.js';

describe('safe', () => {
  it('writes control characters out instead of sending them', () => {
    expect(safe('a\u001b[31mb\nc\td\u0007')).toBe('a\\x1b[31mb\\nc\\td\\x07');
  });

  it('shows characters that turn the reading direction, and lone surrogates', () => {
    expect(safe('photo\u202egpj.exe \ud800')).toBe('photo\\u202egpj.exe \\ud800');
  });

  it('leaves letters of all scripts and emoji alone', () => {
    expect(safe('größe 関数 🚀')).toBe('größe 関数 🚀');
  });

  it('writes words that a shell takes as they are', () => {
    expect([shellWord('/a/b-c_1.d'), shellWord("it's"), shellWord('$(x) y'), shellWord('')]).toEqual([
      '/a/b-c_1.d',
      `'it'\\''s'`,
      `'$(x) y'`,
      `''`,
    ]);
  });

  it('quotes so that blanks at the ends can be seen', () => {
    expect(quote(' a"b ')).toBe('" a\\"b "');
  });
});

describe('safeLogLine', () => {
  it('drops colours and keeps the last state of a line that rewrites itself', () => {
    expect(safeLogLine('10%\r55%\r\u001b[32m100%\u001b[0m\tdone\r\n')).toBe('100%  done');
  });
});
