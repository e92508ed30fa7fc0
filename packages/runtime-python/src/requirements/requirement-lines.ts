/**
 * The lines of a requirements file, by pip's "Requirements File Format": what each of them names.
 *
 * A statement may be continued on the next line after a backslash. A comment begins at a `#` in the
 * first column or after a blank. Values of options may be in quotes.
 *
 * Gotcha: pip reads UTF-16 with a byte order mark, which is what PowerShell's `>` writes, and so
 * does uv.
 */

/** Where a statement begins, and whether it goes on below. */
interface Where {
  readonly line: number;
  readonly continued: boolean;
}

/** One statement, or a part of it: options without a value may stand before another option. */
export type Statement = Where &
  (
    | { readonly kind: ValueKind | 'requirement'; readonly value: string }
    | { readonly kind: 'option'; readonly name: string; readonly value: string }
  );

type ValueKind = 'requirements' | 'constraints' | 'archives' | 'index' | 'editable';

const OPTIONS: Readonly<Record<string, ValueKind>> = {
  '-r': 'requirements',
  '--requirement': 'requirements',
  '--requirements': 'requirements',
  '-c': 'constraints',
  '--constraint': 'constraints',
  '--constraints': 'constraints',
  '-f': 'archives',
  '--find-links': 'archives',
  '-i': 'index',
  '--index-url': 'index',
  '--pypi-url': 'index',
  '--extra-index-url': 'index',
  '-e': 'editable',
  '--editable': 'editable',
};

/** The text of a requirements file: UTF-8 or UTF-16, by its byte order mark. */
export function textOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}

/** The statements of a file, in its order. */
export function statements(text: string): readonly Statement[] {
  const found: Statement[] = [];
  let begun: { readonly line: number; readonly text: string } | undefined;
  const lines = text.split(/\r\n|\n|\r/);
  for (const [index, line] of lines.entries()) {
    const joined = { line: begun?.line ?? index + 1, text: (begun?.text ?? '') + line.replace(/(^|\s)#.*$/, '') };
    const continued = joined.text.endsWith('\\') && index + 1 < lines.length;
    begun = continued ? { ...joined, text: joined.text.slice(0, -1) } : undefined;
    const where = { line: joined.line, continued: joined.line <= index };
    if (!continued) found.push(...parts(where, joined.text.trim()));
  }
  return found;
}

function parts(where: Where, text: string): readonly Statement[] {
  if (text === '') return [];
  if (!text.startsWith('-')) return [{ ...where, kind: 'requirement', value: text }];
  const [, name = text, rest = ''] = /^(--[\w-]+|-\w)(?:\s*=\s*|\s*)(.*)$/.exec(text) ?? [];
  const kind = OPTIONS[name];
  if (kind !== undefined) return [{ ...where, kind, value: kind === 'editable' ? rest : unquoted(rest) }];
  const [, value = '', further] = /^([^\s-]\S*\s+)?(-.*)$/.exec(rest) ?? [undefined, rest];
  return [
    { ...where, kind: 'option', name, value: value.trim() },
    ...(further === undefined ? [] : parts(where, further)),
  ];
}

/** Shell quoting as uv undoes it: quotes around the value, or a backslash before a blank. */
function unquoted(value: string): string {
  const [, , quoted] = /^(["'])(.*)\1$/.exec(value) ?? [];
  return quoted ?? value.replace(/\\(.)/g, '$1');
}
