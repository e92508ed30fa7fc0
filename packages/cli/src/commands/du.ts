/**
 * `smolfaas du`: parse, call the pipeline, report. Core's views/measure documents how sizes are
 * attributed.
 */
import { flagsFor, OTHER_FLAGS } from '../flags/kinds.js';
import { BaseCommand } from '../session/base-command.js';

export default class Du extends BaseCommand {
  static override strict = false; // see refuseArguments
  static override usage = 'du [flags]';
  static override baseFlags = flagsFor('objects');
  static override summary = 'Show what functions, bases, volumes and files of this project take on disk.';
  static override description =
    `Every byte is counted once: images share layers, so sizes of images cannot be added.\n\n${OTHER_FLAGS}`;
  static override examples = [
    { command: '<%= config.bin %> du', description: 'What takes how much?' },
    { command: '<%= config.bin %> du --json', description: 'The same for a program, in bytes' },
  ];

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(Du);
    await this.refuseArguments(argv);
    await this.session('du', flags, async (context, theme, log) => {
      const [{ diskUsage }, { reportUsage }] = await Promise.all([
        import('@smolfaas/core/pipelines/disk-usage.js'),
        import('../report/disk-usage.js'),
      ]);
      return reportUsage(await diskUsage(context, [log, `${log}.1`]), theme);
    });
  }
}
