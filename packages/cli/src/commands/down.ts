/**
 * `smolfaas down`: parse, call the pipeline, report. Core's pipelines/down documents what is
 * removed and what is kept. `down` accepts any number of function names, hence `strict = false`.
 */
import { resolve } from 'node:path';
import { Args, Flags } from '@oclif/core';
import type { PipelineContext } from '@smolfaas/core';
import type { FlagValues } from '../flags/common.js';
import { flagsFor, OTHER_FLAGS } from '../flags/kinds.js';
import { readEnvironment } from '../process/environment.js';
import type { Theme } from '../render/theme.js';
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
    { command: '<%= config.bin %> down --force --project ID', description: 'Another project, from anywhere' },
  ];
  static override strict = false;
  static override args = {
    functions: Args.string({ description: 'Names, paths or patterns of functions; all when there is none.' }),
  };
  static override flags = {
    project: Flags.string({
      helpValue: 'ID|NAME|DIR',
      summary: 'Another project of this engine, see smolfaas projects; its directory may be gone.',
    }),
    force: Flags.boolean({
      summary: 'Remove everything SmolFaaS created for this project, also what makes the next up quick.',
    }),
  };
  static override usage = 'down [FUNCTIONS...] [flags]';

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(Down);
    const args = argv.map(String);
    const { force, project } = flags;
    if (project !== undefined) return await this.another(project, flags, args);
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

  private async another(
    wanted: string,
    flags: FlagValues & { force: boolean },
    names: readonly string[],
  ): Promise<void> {
    if (names.length > 0) {
      await this.refuseUsage(
        `--project removes a whole project and takes no function names (got ${names.join(', ')})`,
        'one function: run smolfaas down NAME in its directory',
      );
    }
    const { force } = flags;
    const path = resolve(wanted);
    const run = async (context: PipelineContext, theme: Theme) => {
      const [{ downProject }, { reportDown }] = await Promise.all([
        import('@smolfaas/core/pipelines/down-project.js'),
        import('../report/down.js'),
      ]);
      return reportDown(await downProject(context, { wanted, path, force }), { everything: force, theme });
    };
    await this.session('down', flags, run, true);
  }
}
