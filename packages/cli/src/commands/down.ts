/**
 * `smolfaas down`: parse, call the pipeline, report. Core's pipelines/down documents what is
 * removed and what is kept. `down` accepts any number of function names, hence `strict = false`.
 */
import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../session/base-command.js';

export default class Down extends BaseCommand {
  static override summary = 'Stop and remove containers.';
  static override description =
    'Network, volumes, images and state stay, so that the next up is quick. With names, only those functions and their routes go.';
  static override examples = [
    { command: '<%= config.bin %> down', description: 'Everything that runs' },
    { command: '<%= config.bin %> down fn-a fn-b', description: 'Two functions; the others keep serving' },
    {
      command: '<%= config.bin %> down --force',
      description: 'Everything SmolFaaS created for this project: also images, volumes, network, state and log',
    },
  ];
  static override strict = false;
  static override args = {
    functions: Args.string({ description: 'Names of functions; all when there is none.' }),
  };
  static override flags = {
    force: Flags.boolean({
      summary: 'Remove everything SmolFaaS created for this project, also what makes the next up quick.',
    }),
  };
  static override usage = 'down [FUNCTIONS...] [flags]';

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(Down);
    const names = argv.map(String);
    const { force } = flags;
    if (force && names.length > 0) await this.refuse('force-with-names', { names });
    else {
      await this.session('down', flags, async (context, theme) => {
        const [{ down }, { reportDown }] = await Promise.all([
          import('@smolfaas/core/pipelines/down.js'),
          import('../report/down.js'),
        ]);
        return reportDown(await down(context, { names, force }), { everything: force, theme });
      });
    }
  }
}
