/**
 * Reads a command line that is not finished yet: which command it is, what has been typed, and what
 * the last word stands for. Pure.
 */
import { commandFirst } from '../argv/command-first.js';
import type { Manifest, ManifestCommand, ManifestFlag } from './manifest.js';

/** An unfinished command line. */
export interface CommandLine {
  /** The command with `:` between its words; undefined while none is known. */
  readonly id: string | undefined;
  readonly command: ManifestCommand | undefined;
  /** Arguments before the last word, without the command. */
  readonly args: readonly string[];
  /** Flags before the last word, by name, with their last value. */
  readonly flags: ReadonlyMap<string, string>;
  /** The word to complete; what is after `=` if it is the value of a flag. */
  readonly current: string;
  /** The flag whose value the last word is. */
  readonly valueOf: ManifestFlag | undefined;
}

/** @param words after `smolfaas`, the last one unfinished and possibly empty */
export function readCommandLine(words: readonly string[], manifest: Manifest): CommandLine {
  const joined = joinEquals(words);
  const last = joined.at(-1) ?? '';
  const typed = commandFirst(joined.slice(0, -1));
  const { id, length } = commandOf(typed, manifest);
  const command = id === undefined ? undefined : manifest.commands[id];
  const flags = Object.values((command ?? anyCommand(manifest))?.flags ?? {});
  const rest = sortWords(typed.slice(length), flags);
  const [, name = '', value] = /^--([\w-]+)=(.*)$/s.exec(last) ?? [];
  const assigned = rest.isOver ? undefined : flags.find((flag) => flag.name === name && flag.type === 'option');
  if (assigned !== undefined && value !== undefined) return { id, command, ...rest, current: value, valueOf: assigned };
  return { id, command, ...rest, current: last, valueOf: rest.open };
}

/** bash takes `=` for a word of its own: `--builder = au` is `--builder=au`. */
function joinEquals(words: readonly string[]): string[] {
  const joined: string[] = [];
  for (const [at, word] of words.entries()) {
    const flag = joined.at(-1);
    const isAssignment = flag !== undefined && flag.startsWith('--');
    if (word === '=' && isAssignment) joined[joined.length - 1] = `${flag}=`;
    else if (words[at - 1] === '=' && flag?.endsWith('=') === true) joined[joined.length - 1] = `${flag}${word}`;
    else joined.push(word);
  }
  return joined;
}

/** The longest command that the words begin with. */
function commandOf(words: readonly string[], { commands }: Manifest): { id: string | undefined; length: number } {
  const end = words.findIndex((word) => word.startsWith('-'));
  const names = end === -1 ? words : words.slice(0, end);
  for (let length = names.length; length > 0; length -= 1) {
    const id = names.slice(0, length).join(':');
    if (Object.hasOwn(commands, id)) return { id, length };
  }
  return { id: undefined, length: 0 };
}

/** Flags before a command are those that all commands have. */
const anyCommand = ({ commands }: Manifest): ManifestCommand | undefined =>
  commands['up'] ?? Object.values(commands)[0];

/** Splits words into arguments and flags; `open` is a flag that still waits for its value. */
function sortWords(words: readonly string[], known: readonly ManifestFlag[]) {
  const args: string[] = [];
  const flags = new Map<string, string>();
  let open: ManifestFlag | undefined;
  let isOver = false;
  for (const word of words) {
    if (open !== undefined) {
      flags.set(open.name, word);
      open = undefined;
    } else if (isOver || !word.startsWith('-') || word === '-') args.push(word);
    else if (word === '--') isOver = true;
    else {
      const [, name, , value] = /^(--[\w-]+|-\w)(=?(.*))?$/s.exec(word) ?? [];
      const flag = known.find((one) => name === `--${one.name}` || name === `-${one.char}`);
      if (flag === undefined) flags.set(word.replace(/^--(no-)?/, ''), '');
      else if (flag.type === 'option' && (value === undefined || value === '')) open = flag;
      else flags.set(flag.name, value ?? '');
    }
  }
  return { args, flags, open, isOver };
}
