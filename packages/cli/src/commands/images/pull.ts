/**
 * `smolfaas images pull`: parse, call the pipeline, report. It accepts any number of image
 * references, hence `strict = false`.
 */
import { Args, Flags } from '@oclif/core';
import { offlineFlag } from '../../flags/offline.js';
import { flagsFor, OTHER_FLAGS } from '../../flags/kinds.js';
import { BaseCommand } from '../../session/base-command.js';

export default class ImagesPull extends BaseCommand {
  static override strict = false;
  static override usage = 'images pull [IMAGES...] [flags]';
  static override baseFlags = flagsFor('images');
  static override summary = 'Fetch the images that are needed and not here.';
  static override description =
    'What smolfaas.lock names is fetched by its digest. With --update, SmolFaaS asks for tags again and prints each that moved, with its digest ' +
    'before and after, and smolfaas.lock follows.' +
    `\n\n${OTHER_FLAGS}`;
  static override args = {
    images: Args.string({ description: 'References; all that are needed when there is none.' }),
  };
  static override flags = {
    update: Flags.boolean({ summary: 'Ask registries also for images that are here.' }),
    offline: offlineFlag,
  };
  static override examples = [
    { command: '<%= config.bin %> images pull', description: 'So that the next up needs no registry' },
    { command: '<%= config.bin %> images pull --update', description: 'Newer images of the same tags' },
  ];

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(ImagesPull);
    const request = { references: argv.map(String), update: flags.update };
    await this.session('images', flags, async (context, theme) => {
      const [{ pull }, { reportPull }] = await Promise.all([
        import('@smolfaas/core/pipelines/images-pull.js'),
        import('../../report/images-pull.js'),
      ]);
      return reportPull(await pull(context, request), theme);
    });
  }
}
