/**
 * `smolfaas prune`: parse, call the pipeline, report. Core's pipelines/prune documents what is
 * removed and what is kept.
 */
import { Flags } from '@oclif/core';
import { flagsFor, OTHER_FLAGS } from '../flags/kinds.js';
import { BaseCommand } from '../session/base-command.js';

export default class Prune extends BaseCommand {
  static override strict = false; // see refuseArguments
  static override usage = 'prune [flags]';
  static override baseFlags = flagsFor('objects', 'keep-images');
  static override summary = 'Remove old images of functions that nothing needs.';
  static override description =
    'Kept are images that run or are recorded, and the last good ones of each function. Base images, the build cache of the ' +
    'engine and whatever is not of this project are never touched.\n\n' +
    'up does the same after each build, so prune is for what is left over, or for more room.' +
    `\n\n${OTHER_FLAGS}`;
  static override examples = [
    { command: '<%= config.bin %> prune --dry-run', description: 'What would go?' },
    {
      command: '<%= config.bin %> prune --max-size 500m',
      description: 'Former images go, oldest first, until the rest fits',
    },
    { command: '<%= config.bin %> prune --all', description: 'Keep nothing to go back to' },
  ];
  static override flags = {
    all: Flags.boolean({ summary: 'Also remove the images kept to go back to.' }),
    'dry-run': Flags.boolean({ summary: 'Only say what would be removed.' }),
    'max-size': Flags.string({
      aliases: ['keep-bytes'],
      helpValue: 'SIZE',
      summary: 'What images may take above their bases, such as 500m or 2g.',
    }),
  };

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(Prune);
    await this.refuseArguments(argv);
    const size = flags['max-size'];
    const { byteSize } = await import('../settings/check-value.js');
    const maxBytes = size === undefined ? undefined : byteSize('--max-size', size);
    const request = { all: flags.all, dryRun: flags['dry-run'], maxBytes };
    await this.session('prune', flags, async (context, theme) => {
      const [{ prune }, { reportPrune }] = await Promise.all([
        import('@smolfaas/core/pipelines/prune.js'),
        import('../report/prune.js'),
      ]);
      return reportPrune(await prune(context, request), theme);
    });
  }
}
