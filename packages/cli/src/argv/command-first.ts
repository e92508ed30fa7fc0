/**
 * Lets flags stand before the command: `smolfaas -d ./fns up` means `smolfaas up -d ./fns`. oclif takes the first word as
 * the command's name, so the words are reordered before it sees them.
 *
 * What must stay true: nothing is parsed here. Words only move behind the command, in their order, and unknown flags move
 * along, so that every complaint is oclif's own. The list of flags that take a value is compared with the real flags by a test.
 */

/** Flags whose value is a word of its own (`--addr x`), by long name with their letter. */
export const VALUE_FLAGS: Readonly<Record<string, string | undefined>> = {
  'functions-dir': 'd',
  addr: 'a',
  network: 'n',
  'image-prefix': 'p',
  'caddy-name': undefined,
  'buildkit-name': undefined,
  'state-db': undefined,
  config: undefined,
  'http-port': undefined,
  'https-port': undefined,
  bind: undefined,
  builder: undefined,
  'builder-tls': undefined,
  'ready-timeout': undefined,
  'drain-timeout': undefined,
  'build-timeout': undefined,
  parallel: undefined,
  'ca-file': undefined,
  'keep-images': undefined,
  'max-source-size': undefined,
  'max-source-files': undefined,
};

/** Answered without a command; package.json names the short ones for oclif. */
const HELP = ['--help', '-h'];
const VERSION = ['--version', '-v'];

const LETTERS = new Set(Object.values(VALUE_FLAGS));

/**
 * Whether the word after this one is its value. `--addr=x`, `-ax` and `-a=x` carry it themselves.
 */
function takesNextWord(word: string): boolean {
  if (word.startsWith('--')) return Object.hasOwn(VALUE_FLAGS, word.slice(2));
  return word.length === 2 && LETTERS.has(word.slice(1));
}

/**
 * Moves the command to the front, with the plain words right behind it: `runtimes new` is one command of two words. Words without any
 * command, and what follows `--`, stay as they are.
 */
export function commandFirst(words: readonly string[]): string[] {
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word === '--') break;
    if (!word.startsWith('-')) {
      const next = words.findIndex((other, at) => at > index && other.startsWith('-'));
      const end = next === -1 ? words.length : next;
      return [...words.slice(index, end), ...words.slice(0, index), ...words.slice(end)];
    }
    if (takesNextWord(word)) index += 1;
  }
  return [...words];
}

/** Whether only the version is wanted. */
export const wantsVersion = (words: readonly string[]): boolean =>
  words.length === 1 && VERSION.includes(words[0] ?? '');

/** Whether there are words but no command among them, so that oclif would take a flag for one: `smolfaas -d ./fns`. */
export function lacksCommand(words: readonly string[]): boolean {
  const [first] = commandFirst(words);
  return first?.startsWith('-') === true && ![...HELP, ...VERSION].some((flag) => words.includes(flag));
}
