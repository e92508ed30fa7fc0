/**
 * Divides the words of `smolfaas exec [flags] FUNCTION [flags] COMMAND ARGUMENTS…`. The command's own
 * flags look like flags of SmolFaaS, so everything from the command on is kept from the parser.
 *
 * The command begins with the second word that is no flag, or after `--`. Pure.
 */

export interface SplitWords {
  /** Flags of SmolFaaS and the name of the function. */
  readonly own: readonly string[];
  /** Command and arguments, unchanged. */
  readonly command: readonly string[];
}

/**
 * @param words behind the name of the command
 * @param takesValue whether the value of a flag such as `--user` or `-u` is the next word
 */
export function splitCommand(words: readonly string[], takesValue: (flag: string) => boolean): SplitWords {
  let names = 0;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word === '--') return { own: words.slice(0, index), command: words.slice(index + 1) };
    if (word.startsWith('-') && word !== '-') {
      if (takesValue(word)) index += 1;
    } else if ((names += 1) === 2) {
      return { own: words.slice(0, index), command: words.slice(index) };
    }
  }
  return { own: words, command: [] };
}
