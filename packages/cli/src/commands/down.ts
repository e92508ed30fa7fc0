/**
 * `smolfaas down`: parse, call the pipeline, report. Core's pipelines/down documents what is
 * removed and what is kept. `down` accepts any number of function names, hence `strict = false`.
 */
import { Args, Flags } from '@oclif/core';
import { readEnvironment } from '../process/environment.js';
import { flagsFor, OTHER_FLAGS } from '../flags/kinds.js';
import { BaseCommand } from '../session/base-command.js';

export default class Down extends BaseCommand {
  static override baseFlags = flagsFor('objects');
  static override summary = 'Stop and remove containers.';
  static override description =
    'Network, volumes, images and state stay, so that the next up is quick. With names, only those functions and their routes go.' +
    `\n\n${OTHER_FLAGS}`;
  static override examples = [
    { command: '<%= config.bin %> down', description: 'Everything that runs' },
    { command: '<%= config.bin %> down fn-a fn-b', description: 'Two functions; the others keep serving' },
    { command: "<%= config.bin %> down 'api-*'", description: 'All functions whose directory matches' },
    {
      command: '<%= config.bin %> down --force',
      description: 'Everything SmolFaaS created for this project: also images, volumes, network, state and log',
    },
  ];
  static override strict = false;
  static override args = {
    functions: Args.string({ description: 'Names, paths or patterns of functions; all when there is none.' }),
  };
  static override flags = {
    force: Flags.boolean({
      summary: 'Remove everything SmolFaaS created for this project, also what makes the next up quick.',
    }),
  };
  static override usage = 'down [FUNCTIONS...] [flags]';

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(Down);
    const args = argv.map(String);
    const { force } = flags;
    if (force && args.length > 0) await this.refuse('force-with-names', { names: args });
    else {
      await this.session('down', flags, async (context, theme) => {
        const [{ down }, { functionNames }, { reportDown }] = await Promise.all([
          import('@smolfaas/core/pipelines/down.js'),
          import('../argv/function-names.js'),
          import('../report/down.js'),
        ]);
        const { functionsDir } = context.settings;
        const names = await functionNames(args, { functionsDir, cwd: readEnvironment().cwd });
        return reportDown(await down(context, { names, force }), { everything: force, theme });
      });
    }
  }
}
