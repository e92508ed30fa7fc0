/**
 * What can stand where the cursor is: commands, flags, values of flags, functions, topics. The names
 * of functions are read from the functions directory; everything else is in the manifest.
 */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandLine, readCommandLine } from './command-line.js';
import { functionsDirectory, type Place } from './functions-directory.js';
import type { Manifest, ManifestFlag } from './manifest.js';

/** Something that completes the word. */
export interface Candidate {
  readonly value: string;
  /** One line; shells with room show it beside the value. */
  readonly about: string;
}

/** All candidates, and which paths the shell may add. */
export interface Completion {
  readonly candidates: readonly Candidate[];
  readonly paths: 'none' | 'files' | 'directories';
}

/** What the candidates depend on besides the words. */
export interface Surroundings extends Place {
  readonly manifest: Manifest;
  /** All error codes; only `help errors` asks for them. */
  readonly errorCodes: () => Promise<readonly Candidate[]>;
}

/** @param words after `smolfaas`, the last one unfinished and possibly empty */
export async function complete(words: readonly string[], surroundings: Surroundings): Promise<Completion> {
  const line = readCommandLine(words, surroundings.manifest);
  const { candidates, paths } = await candidatesFor(line, surroundings);
  const fitting = candidates.filter(({ value }) => value.startsWith(line.current));
  return { candidates: fitting, paths };
}

async function candidatesFor(line: CommandLine, surroundings: Surroundings): Promise<Completion> {
  const { id, command, args, current, valueOf } = line;
  if (valueOf !== undefined) return valuesOf(valueOf, line, surroundings);
  if (current.startsWith('-')) return none(flagsOf(line, surroundings.manifest));
  if (id === undefined) return none(args.length === 0 ? subCommands('', surroundings.manifest) : []);
  if (id === 'help') return none(await helpTopics(args, surroundings));
  const [argument] = Object.values(command?.args ?? {});
  const below = args.length === 0 ? subCommands(`${id}:`, surroundings.manifest) : [];
  if (argument === undefined) return none(below);
  if (argument.options !== undefined) return none(args.length === 0 ? argument.options.map(plain) : below);
  if (argument.name === 'file') return { candidates: below, paths: args.length === 0 ? 'files' : 'none' };
  // `function` takes one name, `functions` any number.
  if (!/^(function|fn)s?$/.test(argument.name)) return none(below);
  if (/[/\\]/.test(current)) return { candidates: [], paths: 'directories' };
  const takesMore = argument.name.endsWith('s') || args.length === 0;
  return none(
    takesMore ? [...below, ...functions(line, surroundings).filter(({ value }) => !args.includes(value))] : [],
  );
}

const none = (candidates: readonly Candidate[]): Completion => ({ candidates, paths: 'none' });
const plain = (value: string): Candidate => ({ value, about: '' });

/** The next word of each command that begins so; `plugins` of oclif is not in the manifest. */
function subCommands(prefix: string, { commands }: Manifest): readonly Candidate[] {
  const names = new Map<string, string>(prefix === '' ? [['plugins', 'List, install and remove plug-ins.']] : []);
  for (const [id, { summary = '', hidden = false }] of Object.entries(commands)) {
    if (hidden || !id.startsWith(prefix)) continue;
    const [word = '', ...rest] = id.slice(prefix.length).split(':');
    if (rest.length === 0 || !names.has(word)) names.set(word, rest.length === 0 ? summary : (names.get(word) ?? ''));
  }
  return [...names].sort(([a], [b]) => (a < b ? -1 : 1)).map(([value, about]) => ({ value, about }));
}

/** Flags that are not there yet. Those that help does not list are offered once they are typed. */
function flagsOf({ id, command, flags, current }: CommandLine, { commands }: Manifest): readonly Candidate[] {
  const known = Object.values((id === undefined ? commands['up'] : command)?.flags ?? {});
  const more: Candidate[] = [{ value: '--help', about: 'Show help.' }];
  if (id === undefined) more.push({ value: '--version', about: 'Show the version.' });
  const free = known.filter(({ name, multiple = false }) => multiple || !flags.has(name));
  const shown = free.filter(
    ({ hidden = false, name }) => !hidden || (current.length > 4 && `--${name}`.startsWith(current)),
  );
  const offered = shown.flatMap(({ name, allowNo = false, summary, description }) => {
    const about = summary ?? description ?? '';
    return [{ value: `--${name}`, about }, ...(allowNo ? [{ value: `--no-${name}`, about }] : [])];
  });
  return [...offered, ...more];
}

function valuesOf(flag: ManifestFlag, line: CommandLine, surroundings: Surroundings): Completion {
  const { name, options, helpValue = '' } = flag;
  if (options !== undefined) return none(options.map(plain));
  if (name === 'functions') return none(functions(line, surroundings));
  if (helpValue === 'DIR') return { candidates: [], paths: 'directories' };
  if (helpValue === 'FILE') return { candidates: [], paths: 'files' };
  // `auto|engine|container|ADDRESS`: words in lower case are values, the others stand for something.
  const words = helpValue.includes('|') ? helpValue.split('|').filter((word) => /^[a-z]/.test(word)) : [];
  return none(words.map(plain));
}

async function helpTopics(
  args: readonly string[],
  { manifest, errorCodes }: Surroundings,
): Promise<readonly Candidate[]> {
  const [first] = args;
  if (first === undefined)
    return [...subCommands('', manifest), { value: 'errors', about: 'What an error code means, and what to do.' }];
  if (first === 'errors') return args.length === 1 ? await errorCodes() : [];
  return subCommands(`${args.join(':')}:`, manifest);
}

/** Names that can be functions: see the specification, "What a function is". */
const NAME = /^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/;

/** The functions that have a directory; none where the functions directory cannot be read. */
function functions({ flags }: CommandLine, place: Surroundings): readonly Candidate[] {
  try {
    const directory = functionsDirectory(flags, place);
    const names = readdirSync(directory).filter((name) => NAME.test(name) && isDirectory(join(directory, name)));
    return names.sort().map(plain);
  } catch {
    return [];
  }
}

const isDirectory = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
