/**
 * `smolfaas images`: parse, call the pipeline, report. Core's images/needed-images documents which
 * images count as needed.
 */
import { flagsFor, OTHER_FLAGS } from '../flags/kinds.js';
import { BaseCommand } from '../session/base-command.js';

export default class Images extends BaseCommand {
  static override strict = false; // see refuseArguments
  static override usage = 'images [flags]';
  static override baseFlags = flagsFor('images');
  static override summary = 'List the images that functions and router need.';
  static override description =
    'For each: who needs it, where it comes from, whether it is here, and its digest. Changes nothing, and asks no registry.' +
    `\n\n${OTHER_FLAGS}`;
  static override examples = [
    { command: '<%= config.bin %> images', description: 'What does this project need besides its own source?' },
    { command: '<%= config.bin %> images --json', description: 'The same for a program' },
  ];

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(Images);
    await this.refuseArguments(argv);
    await this.session('images', flags, async (context, theme) => {
      const [{ images }, { reportImages }] = await Promise.all([
        import('@smolfaas/core/pipelines/images.js'),
        import('../report/images.js'),
      ]);
      return reportImages(await images(context), theme);
    });
  }
}
