/**
 * `smolfaas url`: parse, find addresses, print them. clients/urls.ts documents when the engine is
 * asked.
 */
import { Args } from '@oclif/core';
import { BaseCommand } from '../session/base-command.js';

export default class Url extends BaseCommand {
  static override strict = false;
  static override usage = 'url [FUNCTIONS...] [flags]';
  static override summary = 'Print URLs of functions, one per line.';
  static override description =
    'With names, only the URLs, in their order, for scripts. Without, all deployed functions with their names.';
  static override examples = [
    { command: 'curl -k "$(<%= config.bin %> url web)/path"', description: 'In a script' },
    { command: '<%= config.bin %> url', description: 'All of them' },
  ];
  static override args = {
    functions: Args.string({ description: 'Names of functions; all when there is none.' }),
  };

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(Url);
    await this.localSession('url', flags, async (local, theme) => {
      const [{ functionAddresses }, { table }, { safe }] = await Promise.all([
        import('../clients/urls.js'),
        import('../report/table.js'),
        import('../text/safe.js'),
      ]);
      const found = await functionAddresses(local, argv.map(String));
      const rows = found.map((one) => [
        ...(argv.length > 0 ? [] : [{ text: safe(one.function), paint: theme.name }]),
        { text: safe(one.url) },
      ]);
      const text = table(rows).map((line) => `${line}\n`);
      return { text: text.join(''), json: { functions: found }, exit: 0 };
    });
  }
}
