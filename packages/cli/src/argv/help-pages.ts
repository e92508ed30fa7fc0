/**
 * Pages of help that are no command's help: `smolfaas help settings` runs the command that prints
 * the page. oclif's own `help` would describe that command instead.
 */

/** The words after `help`, and the command that prints the page. */
const PAGES: Readonly<Record<string, string>> = { settings: 'settings' };

/** The command line to run instead, or the same one. */
export function helpPage(words: readonly string[]): string[] {
  const [first, page = '', ...rest] = words;
  const command = first === 'help' && Object.hasOwn(PAGES, page) ? PAGES[page] : undefined;
  return command === undefined ? [...words] : [command, ...rest];
}
