/**
 * Accepts flags before the command: `smolfaas -d ./fns up` means `smolfaas up -d ./fns`. oclif
 * takes the first word as the command's name, so this file reorders the words before oclif sees
 * them.
 *
 * Invariants:
 *  1. Nothing is parsed here. Words only move behind the command and keep their order.
 *  2. Unknown flags move too, so oclif reports every error itself.
 *  3. The list of flags with a value matches the real flags; a test compares them.
 */

/** Flags whose value is the next word (`--addr x`): long name to letter. */
export const VALUE_FLAGS: Readonly<Record<string, string | undefined>> = {
  'functions-dir': 'd',
  addr: 'a',
  name: undefined,
  network: 'n',
  'image-prefix': 'p',
  'caddy-name': undefined,
  'buildkit-name': undefined,
  'state-db': undefined,
  config: undefined,
  profile: undefined,
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

/** oclif answers these without a command; package.json lists the short forms. */
const HELP = ['--help', '-h'];
const VERSION = ['--version', '-v'];

const LETTERS = new Set(Object.values(VALUE_FLAGS));

/**
 * Whether the next word is the value of this one. `--addr=x`, `-ax` and `-a=x` carry their value.
 */
function takesNextWord(word: string): boolean {
  if (word.startsWith('--')) return Object.hasOwn(VALUE_FLAGS, word.slice(2));
  return word.length === 2 && LETTERS.has(word.slice(1));
}

/**
 * Moves the command to the front, and the words directly after it too: `runtimes new` is one
 * command of two words. Behind `exec`, those words are a command for a container, which ends the
 * flags of SmolFaaS. Leaves the order unchanged when there is no command. Does not look behind
 * `--`.
 */
export function commandFirst(words: readonly string[]): string[] {
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word === '--') break;
    if (!word.startsWith('-')) {
      const next = words.findIndex((other, at) => at > index && (word === 'exec' || other.startsWith('-')));
      const end = next === -1 ? words.length : next;
      const before = words.slice(0, index).map((one) => (word === 'invoke' ? withoutLetter(one) : one));
      return [...words.slice(index, end), ...before, ...words.slice(end)];
    }
    if (takesNextWord(word)) index += 1;
  }
  return [...words];
}

/** Behind `invoke`, `-d` is the data to send, as in curl. */
function withoutLetter(word: string): string {
  return word.replace(/^-d=?(.*)$/s, (_, value: string) => `--functions-dir${value === '' ? '' : `=${value}`}`);
}

/** Whether the user asks for the version only. */
export const wantsVersion = (words: readonly string[]): boolean =>
  words.length === 1 && VERSION.includes(words[0] ?? '');

/**
 * Whether there are words but no command: oclif would take a flag for the command (`smolfaas -d
 * ./fns`).
 */
export function lacksCommand(words: readonly string[]): boolean {
  const [first] = commandFirst(words);
  return first?.startsWith('-') === true && ![...HELP, ...VERSION].some((flag) => words.includes(flag));
}
