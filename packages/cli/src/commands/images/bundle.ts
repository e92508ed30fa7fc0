/**
 * `smolfaas images bundle`: parse, call the pipeline, report. Core's images/bundle documents the
 * contents of a bundle.
 */
import { Args, Flags } from '@oclif/core';
import { readEnvironment } from '../../process/environment.js';
import { flagsFor, OTHER_FLAGS } from '../../flags/kinds.js';
import { BaseCommand } from '../../session/base-command.js';

export default class ImagesBundle extends BaseCommand {
  static override strict = false; // see fileArgument
  static override usage = 'images bundle FILE [flags]';
  static override baseFlags = flagsFor('images');
  static override summary = 'Write one file with all images, for a machine without a network.';
  static override description =
    'It carries the images of the functions as they are now, those that they are built from, and the one of the router. On the other machine: ' +
    'smolfaas images load FILE, then smolfaas up --offline. A name that ends in .gz or .tgz compresses it.' +
    `\n\n${OTHER_FLAGS}`;
  static override args = { file: Args.string({ description: 'File to write.' }) };
  static override flags = {
    functions: Flags.string({
      helpValue: 'NAME',
      multiple: true,
      multipleNonGreedy: true,
      delimiter: ',',
      summary: 'Only these functions; may be repeated or separated by commas.',
    }),
  };
  static override examples = [
    { command: '<%= config.bin %> images bundle /mnt/usb/api.tar.gz', description: 'Everything of this project' },
    { command: '<%= config.bin %> images bundle api.tar --functions api,web', description: 'Two functions' },
  ];

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(ImagesBundle);
    const path = await this.fileArgument(argv, readEnvironment().cwd);
    const request = { path, functions: flags.functions ?? [] };
    await this.session('images', flags, async (context, theme) => {
      const [{ bundle }, { reportBundle }] = await Promise.all([
        import('@smolfaas/core/pipelines/images-bundle.js'),
        import('../../report/images-bundle.js'),
      ]);
      return reportBundle(await bundle(context, request), theme);
    });
  }
}
