/**
 * `smolfaas images lock`: parse, call the pipeline, report. Core's images/ documents the content
 * and meaning of a lock file.
 */
import { offlineFlag } from '../../flags/offline.js';
import { flagsFor, OTHER_FLAGS } from '../../flags/kinds.js';
import { BaseCommand } from '../../session/base-command.js';

export default class ImagesLock extends BaseCommand {
  static override strict = false; // see refuseArguments
  static override usage = 'images lock [flags]';
  static override baseFlags = flagsFor('images');
  static override summary = 'Write smolfaas.lock: the digest of every image that is needed.';
  static override description =
    'The file stands beside the functions directory and is to be committed. From then on, builds and router use exactly these images; a ' +
    'digest that moves rebuilds what is made from it. up --locked fails where an image is needed that is not in it.\n\n' +
    'What is locked is what is here; what is not is pulled first. For newer ones: images pull --update.' +
    `\n\n${OTHER_FLAGS}`;
  static override flags = { offline: offlineFlag };
  static override examples = [
    { command: '<%= config.bin %> images lock', description: 'After a function or a base image was added' },
  ];

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(ImagesLock);
    await this.refuseArguments(argv);
    await this.session('images', flags, async (context, theme) => {
      const [{ lock }, { reportLock }] = await Promise.all([
        import('@smolfaas/core/pipelines/images-lock.js'),
        import('../../report/images-lock.js'),
      ]);
      return reportLock(await lock(context), theme);
    });
  }
}
