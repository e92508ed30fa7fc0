/**
 * `smolfaas open`: parse, find the address, hand it to the system's browser.
 */
import { Args } from '@oclif/core';
import { BaseCommand } from '../session/base-command.js';

export default class Open extends BaseCommand {
  static override strict = false;
  static override usage = 'open FUNCTION [flags]';
  static override summary = 'Open a function in the browser.';
  static override description =
    'Prints the URL, and opens it with xdg-open, open or start. Where there is no display, it only prints it.';
  static override examples = [
    { command: '<%= config.bin %> open web', description: 'https://fn.localhost/invoke/web' },
  ];
  static override args = { function: Args.string({ description: 'Name of the function.' }) };

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(Open);
    const [arg, ...rest] = argv.map(String);
    if (arg === undefined) return await this.refuseUsage('Name the function: smolfaas open FUNCTION');
    await this.refuseArguments(rest);
    await this.localSession('open', flags, async (local) => {
      const [{ functionAddresses }, { functionName }, { openInBrowser }, { readEnvironment }] = await Promise.all([
        import('../clients/urls.js'),
        import('../argv/function-names.js'),
        import('../process/browser.js'),
        import('../process/environment.js'),
      ]);
      const places = { functionsDir: local.settings.functionsDir, cwd: readEnvironment().cwd };
      const [found] = await functionAddresses(local, [await functionName(arg, places)]);
      const url = found?.url ?? '';
      const opened = !this.jsonEnabled() && (await openInBrowser(url, readEnvironment()));
      return { text: `${url}\n`, json: { ...found, opened }, exit: 0 };
    });
  }
}
