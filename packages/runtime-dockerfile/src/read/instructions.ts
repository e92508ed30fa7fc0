/**
 * Parses the text of a Dockerfile into a list of its instructions, as plain values.
 *
 * Invariant: this file does not validate. A Dockerfile that cannot be built also gives a list, and
 * the frontend, which reads the file again, reports what is wrong with it. Trigger instructions
 * (`ONBUILD RUN …`) are listed as if they stood alone, marked.
 */
import { type LogicalLine, logicalLines, rawWords } from './logical-lines.js';

/** `--name=value`. */
export interface Flag {
  readonly name: string;
  readonly value: string;
  /** Line from 1, of the flag itself, because an instruction may span many lines. */
  readonly line: number;
}

export interface Instruction {
  /** In upper case. */
  readonly keyword: string;
  /** From 1. */
  readonly line: number;
  readonly flags: readonly Flag[];
  /** The words after the flags, as they are written. */
  readonly words: readonly string[];
  /** Everything after the keyword, flags included. */
  readonly text: string;
  readonly heredocs: number;
  /** It follows ONBUILD and runs in builds that start from this image. */
  readonly trigger: boolean;
}

export interface Dockerfile {
  /** The reference in `# syntax=`, without the text that follows it. */
  readonly syntax?: { readonly reference: string; readonly line: number };
  readonly instructions: readonly Instruction[];
}

/** Never throws. */
export function readDockerfile(source: string): Dockerfile {
  const { directives, lines } = logicalLines(source);
  const syntax = directives.find(({ name }) => name === 'syntax');
  const [reference] = syntax?.value.split(/\s+/) ?? [];
  return {
    ...(syntax && reference && { syntax: { reference, line: syntax.line } }),
    instructions: lines.flatMap((line) => instructionsOf(line, 0, false)),
  };
}

/** @param from where in the line the instruction begins: after `ONBUILD`, or 0 */
function instructionsOf(line: LogicalLine, from: number, trigger: boolean): Instruction[] {
  const [before = '', word = ''] = /^\s*(\S*)\s*/.exec(line.text.slice(from)) ?? [];
  const keyword = word.toUpperCase();
  const start = from + before.length;
  const { flags, end } = flagsOf(line, start);
  const own: Instruction = {
    keyword,
    line: line.lineAt(from),
    flags,
    words: rawWords(line.text.slice(end)),
    text: line.text.slice(start),
    heredocs: line.heredocs,
    trigger,
  };
  return keyword === 'ONBUILD' && start < line.text.length ? [own, ...instructionsOf(line, start, true)] : [own];
}

/**
 * One word of flags. Quoted parts and escaped characters are copied without quotes and backslashes,
 * as in BuildKit.
 */
const FLAG = /--(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\])*/sy;

/** The leading words that begin with `--`; a bare `--` ends them. */
function flagsOf(logical: LogicalLine, start: number): { flags: readonly Flag[]; end: number } {
  const { text } = logical;
  const flags: Flag[] = [];
  let end = start;
  for (;;) {
    FLAG.lastIndex = end;
    const word = FLAG.exec(text)?.[0];
    if (word === undefined) return { flags, end };
    const at = end;
    end += word.length;
    end += /^\s*/.exec(text.slice(end))?.[0].length ?? 0;
    if (word === '--') return { flags, end };
    const plain = word.replace(/'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)/gs, (_, single, double, escaped) =>
      String(single ?? double?.replace(/\\(.)/gs, '$1') ?? escaped),
    );
    const [, name = '', value = ''] = /^--([^=]*)=?(.*)$/s.exec(plain) ?? [];
    flags.push({ name: name.toLowerCase(), value, line: logical.lineAt(at) });
  }
}
