/**
 * `smolfaas images load`: parse, call the pipeline, report.
 */
import { Args } from '@oclif/core';
import { readEnvironment } from '../../process/environment.js';
import { flagsFor, OTHER_FLAGS } from '../../flags/kinds.js';
import { BaseCommand } from '../../session/base-command.js';

export default class ImagesLoad extends BaseCommand {
  static override strict = false; // see fileArgument
  static override usage = 'images load FILE [flags]';
  static override baseFlags = flagsFor('images');
  static override summary = 'Take in what images bundle wrote.';
  static override description =
    'The file is checked whole before the engine gets any of it. Afterwards smolfaas up --offline starts every function whose source and ' +
    'runtime are the same here as there, without building it.' +
    `\n\n${OTHER_FLAGS}`;
  static override args = { file: Args.string({ description: 'File to read.' }) };
  static override examples = [
    { command: '<%= config.bin %> images load /mnt/usb/api.tar.gz', description: 'What another machine has bundled' },
  ];

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(ImagesLoad);
    const path = await this.fileArgument(argv, readEnvironment().cwd);
    await this.session('images', flags, async (context, theme) => {
      const [{ load }, { reportLoad }] = await Promise.all([
        import('@smolfaas/core/pipelines/images-load.js'),
        import('../../report/images-bundle.js'),
      ]);
      return reportLoad(await load(context, path), theme);
    });
  }
}
