/**
 * Rewords oclif's errors and adds a suggestion. Imported only when a command line is wrong.
 *
 * oclif's own messages name neither the flag that the user probably meant nor the command's help.
 */
import { nearest } from '../text/nearest.js';
import { UsageError } from './usage-error.js';

const SEE_HELP = /\n?See more help with --help$/;

/**
 * @param command as a user types it, such as `images pull`; undefined when there is none
 * @returns the error to show instead; the same error when flags and arguments are not the cause
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

/** A short flag such as `-d` cannot be a misspelt word, so short flags are only listed. */
function nearestFlag(flag: string, flags: readonly string[]): string | undefined {
  const [name = ''] = flag.replace(/^--/, '').split('=');
  const found = flag.startsWith('--') ? nearest(name, flags) : undefined;
  return found === undefined ? undefined : `--${found}`;
}

/**
 * Names of the command's flags. An error about flags or arguments carries all that oclif had
 * parsed.
 */
function flagsOf(error: unknown): readonly string[] | undefined {
  if (!isObject(error) || !isObject(error['oclif']) || !isObject(error['parse'])) return undefined;
  const { input } = error['parse'];
  const flags = isObject(input) && isObject(input['flags']) ? Object.keys(input['flags']) : [];
  return [...flags, 'json', 'help'];
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/**
 * Makes the error for a command that does not exist.
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
