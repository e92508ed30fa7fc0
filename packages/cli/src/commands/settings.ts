/**
 * `smolfaas settings`: lists the settings of the project file, or explains one. `smolfaas help
 * settings` runs it, too (commands/help.ts).
 */
import { Args } from '@oclif/core';
import { PlainCommand } from '../session/plain-command.js';

export default class Settings extends PlainCommand {
  static override strict = false; // see refuseArguments
  static override usage = 'settings [KEY] [flags]';
  static override summary = 'List the settings of smolfaas.yaml, or explain one.';
  static override args = { key: Args.string({ description: 'Key, flag or variable of one setting.' }) };
  static override examples = [
    { command: '<%= config.bin %> settings', description: 'What can smolfaas.yaml set?' },
    { command: '<%= config.bin %> settings http_port', description: 'Everything about one setting' },
    { command: '<%= config.bin %> settings --json', description: 'The same for a program' },
  ];

  async run(): Promise<void> {
    const { argv } = await this.parse(Settings);
    const [key, ...rest] = argv.map(String);
    await this.refuseArguments(rest);
    const [{ listSettings }, { outputTo }] = await Promise.all([
      import('../session/list-settings.js'),
      import('../process/output.js'),
    ]);
    listSettings(key, outputTo(process.stdout, process.stderr), this.jsonEnabled());
  }
}
