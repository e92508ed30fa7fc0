/**
 * Variables in a Dockerfile's words, as far as `FROM` needs them. Pure. Supported are `$NAME`,
 * `${NAME}`, and the forms with a replacement for a variable that is unset (`:-`, `-`) or set
 * (`:+`, `+`).
 *
 * The rules are those of the Dockerfile reference ("Environment replacement"). An unset variable is
 * empty. A default may contain variables itself. A backslash keeps a dollar sign. Quotes are
 * dropped.
 *
 * Invariants:
 *   1. An unknown form (patterns such as `${NAME#v}`) gives undefined, never a guess.
 *   2. All variables are expanded except the platform's, which a recipe does not know: they stay in
 *      the text as `${TARGETARCH}`.
 */

export type Variables = Readonly<Record<string, string | undefined>>;

/** BuildKit sets these itself (Dockerfile reference, "Automatic platform ARGs"). */
const PLATFORM = /^(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT)$/;

const NAME = /^[A-Za-z_][A-Za-z0-9_]*/;

/** The word with its variables replaced; undefined if it contains an unknown form. */
export function expand(word: string, variables: Variables): string | undefined {
  let text = '';
  for (let rest = word; rest !== ''; ) {
    const next = nextPart(rest, variables);
    if (next === undefined) return undefined;
    text += next.text;
    rest = rest.slice(next.length);
  }
  return text;
}

/** The value of the first part of `rest`, and its length. */
function nextPart(rest: string, variables: Variables): { readonly text: string; readonly length: number } | undefined {
  const [first = '', second = ''] = rest;
  if (first === '\\') return { text: second, length: 2 };
  if (first === '"' || first === "'") return { text: '', length: 1 };
  if (first !== '$') return { text: first, length: 1 };
  if (second === '{') return braced(rest, variables);
  const name = NAME.exec(rest.slice(1))?.[0];
  return name === undefined ? undefined : { text: valueOf(name, variables) ?? '', length: name.length + 1 };
}

/** `${NAME}`, `${NAME:-word}` and similar forms, at the start of `rest`. */
function braced(rest: string, variables: Variables) {
  const end = closingBrace(rest);
  const inside = rest.slice(2, end);
  const name = NAME.exec(inside)?.[0];
  if (end < 0 || name === undefined) return undefined;
  const form = inside.slice(name.length);
  // Whether the platform has a variant depends on the processor.
  if (form !== '' && name.endsWith('VARIANT') && PLATFORM.test(name) && variables[name] === undefined) return undefined;
  const text = substituted(valueOf(name, variables), form, variables);
  return text === undefined ? undefined : { text, length: end + 1 };
}

const valueOf = (name: string, variables: Variables): string | undefined =>
  variables[name] ?? (PLATFORM.test(name) ? `\${${name}}` : undefined);

function substituted(value: string | undefined, form: string, variables: Variables): string | undefined {
  if (form === '') return value ?? '';
  const [, colon, sign, word = ''] = /^(:?)([-+])(.*)$/s.exec(form) ?? [];
  if (sign === undefined) return undefined;
  const counts = colon === ':' ? value !== undefined && value !== '' : value !== undefined;
  if (sign === '-') return counts ? value : expand(word, variables);
  return counts ? expand(word, variables) : '';
}

/** Index of the brace that closes the one at index 1; -1 if there is none. */
function closingBrace(text: string): number {
  let depth = 0;
  for (let at = 1; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}
