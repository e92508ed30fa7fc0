/**
 * Parses the text of a Dockerfile into logical lines, by the rules of BuildKit's own parser
 * (docs/decisions/0028).
 *
 *   # escape=`        directives at the top: `# name=value`, until the first other line
 *   RUN a \           an escape character at the end (blanks may follow it) continues the line, …
 *     # comment       … over comments and empty lines
 *     b <<EOF         an unquoted word `<<NAME` of RUN, COPY or ADD begins a heredoc: the lines
 *   USER root         below are its text
 *   EOF               up to the name alone
 *
 * Invariant: a line that the builder parses as an instruction is never missing here, and the text
 * of a heredoc is never an instruction. Policies are decided on this list.
 */

/** One instruction as one line, continuations joined. */
export interface LogicalLine {
  readonly text: string;
  /** Line number, from 1, of a position in the text. */
  lineAt(position: number): number;
  /** How many heredocs follow this line. */
  readonly heredocs: number;
}

export interface Directive {
  /** In lower case. */
  readonly name: string;
  readonly value: string;
  readonly line: number;
}

interface Part {
  readonly at: number;
  readonly line: number;
}

const DIRECTIVE = /^#\s*([a-z][a-z0-9]*)\s*=\s*(.+?)\s*$/i;

/** Never throws. */
export function logicalLines(source: string): { directives: readonly Directive[]; lines: readonly LogicalLine[] } {
  const physical = source.replace(/^\uFEFF/, '').split(/\r?\n/);
  const directives = directivesOf(physical);
  const escape = directives.findLast(({ name }) => name === 'escape')?.value === '`' ? '`' : '\\';
  const lines: LogicalLine[] = [];
  for (let at = 0; at < physical.length; ) {
    const first = at + 1;
    const { text, parts, next } = joined(physical, at, escape);
    at = next;
    if (text === '') continue;
    const heredocs = heredocsIn(text);
    for (const heredoc of heredocs) at = afterHeredoc(physical, at, heredoc);
    const lineAt = (position: number) => parts.findLast((part) => part.at <= position)?.line ?? first;
    lines.push({ text, lineAt, heredocs: heredocs.length });
  }
  return { directives, lines };
}

function directivesOf(physical: readonly string[]): Directive[] {
  const directives: Directive[] = [];
  for (const [index, text] of physical.entries()) {
    const [, name, value] = DIRECTIVE.exec(text) ?? [];
    if (name === undefined || value === undefined) break;
    directives.push({ name: name.toLowerCase(), value, line: index + 1 });
  }
  return directives;
}

/** A comment does not end an instruction, and does not begin one either. */
function joined(physical: readonly string[], start: number, escape: string) {
  const parts: Part[] = [];
  let text = '';
  for (let at = start; at < physical.length; at++) {
    const line = physical[at] ?? '';
    const isFirst = at === start;
    if (/^\s*#/.test(line) || (!isFirst && line.trim() === '')) {
      if (isFirst) return { text: '', parts, next: at + 1 };
      continue;
    }
    const { content, goesOn } = continuation(line, escape);
    parts.push({ at: text.length, line: at + 1 });
    text += isFirst ? content.trimStart() : content;
    if (!goesOn) return { text: text.trim() === '' ? '' : text, parts, next: at + 1 };
  }
  return { text, parts, next: physical.length };
}

/**
 * A backslashed escape character (the one before the last is an escape character, too) does not
 * continue the line.
 */
function continuation(line: string, escape: string): { content: string; goesOn: boolean } {
  const trimmed = line.replace(/[ \t]+$/, '');
  const goesOn = trimmed.endsWith(escape) && !trimmed.endsWith(escape + escape);
  return { content: goesOn ? trimmed.slice(0, -1) : line, goesOn };
}

interface Heredoc {
  readonly name: string;
  /** `<<-`: tabs in front of the name are ignored. */
  readonly chomp: boolean;
}

/** The heredocs of instructions that may have them, except in their JSON forms. */
function heredocsIn(text: string): readonly Heredoc[] {
  const rest = /^(?:ONBUILD\s+)*(?:RUN|COPY|ADD)\s(.*)$/is.exec(text)?.[1];
  if (rest === undefined || isJson(rest)) return [];
  return rawWords(rest).flatMap((word) => {
    const [, chomp, quoted = ''] = /^\d*<<(-?)([^<]+)$/s.exec(word) ?? [];
    const name = unquoted(quoted);
    return name === '' ? [] : [{ name, chomp: chomp === '-' }];
  });
}

/** `["program", "argument"]`, after any flags. */
function isJson(rest: string): boolean {
  const list = rest.replace(/^\s*(?:--\S+\s+)*/, '').trim();
  if (!list.startsWith('[')) return false;
  try {
    const value: unknown = JSON.parse(list);
    return Array.isArray(value) && value.every((item) => typeof item === 'string');
  } catch {
    return false;
  }
}

function afterHeredoc(physical: readonly string[], start: number, { name, chomp }: Heredoc): number {
  for (let at = start; at < physical.length; at++) {
    const line = physical[at] ?? '';
    if ((chomp ? line.replace(/^\t+/, '') : line) === name) return at + 1;
  }
  return physical.length;
}

/** Words between blanks, with their quotes; a backslash makes the next character literal. */
export function rawWords(text: string): readonly string[] {
  return text.match(/(?:'[^']*(?:'|$)|"(?:\\.|[^"\\])*(?:"|$)|\\.|[^\s'"\\]|\\$)+/gs) ?? [];
}

/** Without quotes and backslashes, as a shell reads a word. */
export function unquoted(word: string): string {
  return word.replace(
    /'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)/gs,
    (_, single?: string, double?: string, escaped?: string) =>
      double === undefined ? (single ?? escaped ?? '') : double.replace(/\\(["\\$])/g, '$1'),
  );
}
