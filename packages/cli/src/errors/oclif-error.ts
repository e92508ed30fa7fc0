/**
 * oclif's errors in our own words and with a suggestion. Imported only when a command line was wrong.
 *
 * Their text is good as far as it goes; it names neither the flag that was probably meant nor the command's own help.
 */
import { nearest } from '../text/nearest.js';
import { UsageError } from './usage-error.js';

const SEE_HELP = /\n?See more help with --help$/;

/**
 * @param command as a user types it, such as `images pull`; undefined when there is none
 * @returns the error to show instead; the same one when it is no mistake in flags or arguments
 */
export function withSuggestion(error: unknown, command: string | undefined): unknown {
  const flags = flagsOf(error);
  if (!(error instanceof Error) || flags === undefined) return error;
  const message = error.message.replace(SEE_HELP, '').trim();
  const wrong = 'flags' in error && Array.isArray(error.flags) ? error.flags.map(String) : [];
  const meant = wrong.flatMap((flag) => nearestFlag(flag, flags) ?? []);
  const help = `smolfaas ${command === undefined ? '' : `${command} `}--help`;
  const list = `${help} lists all flags`;
  return new UsageError(message, meant.length > 0 ? `did you mean ${meant.join(', ')}? ${list}` : list);
}

/** `-d` is no misspelt word, so short ones are only listed. */
function nearestFlag(flag: string, flags: readonly string[]): string | undefined {
  const [name = ''] = flag.replace(/^--/, '').split('=');
  const found = flag.startsWith('--') ? nearest(name, flags) : undefined;
  return found === undefined ? undefined : `--${found}`;
}

/** Names of the command's flags, which an error about flags or arguments carries with all that oclif had parsed. */
function flagsOf(error: unknown): readonly string[] | undefined {
  if (!isObject(error) || !isObject(error['oclif']) || !isObject(error['parse'])) return undefined;
  const { input } = error['parse'];
  const flags = isObject(input) && isObject(input['flags']) ? Object.keys(input['flags']) : [];
  return [...flags, 'json', 'help'];
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/**
 * A command that does not exist.
 * @param words of the command line before its first flag
 * @param known commands as a user types them
 */
export function unknownCommand(words: readonly string[], known: readonly string[]): UsageError {
  const [first = ''] = words;
  const topics = known.filter((name) => name.startsWith(`${first} `));
  const isTopic = topics.length > 0 && words.length > 1;
  const typed = isTopic ? words.slice(0, 2).join(' ') : first;
  const meant = nearest(typed, isTopic ? topics : known);
  const list = 'smolfaas --help lists all commands';
  return new UsageError(`${typed} is not a smolfaas command`, meant ? `did you mean smolfaas ${meant}? ${list}` : list);
}
