/**
 * `smolfaas projects`: which projects does this engine have? It works in any directory.
 */
import type { PipelineContext } from '@smolfaas/core';
import type { Theme } from '../render/theme.js';
import { BaseCommand } from '../session/base-command.js';

export default class Projects extends BaseCommand {
  static override strict = false; // see refuseArguments
  static override usage = 'projects [flags]';
  static override summary = 'List the projects on this engine.';
  static override description =
    'A project is a functions directory. One whose directory is gone is marked; smolfaas down --project ID removes it.';
  static override examples = [
    { command: '<%= config.bin %> projects', description: 'Directories, functions and addresses' },
    { command: '<%= config.bin %> projects --json', description: 'The same for a program' },
    {
      command: '<%= config.bin %> down --force --project ID',
      description: 'Remove one, also if its directory is gone',
    },
  ];

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(Projects);
    await this.refuseArguments(argv);
    const run = async (context: PipelineContext, theme: Theme) => {
      const [{ projects }, { reportProjects }] = await Promise.all([
        import('@smolfaas/core/pipelines/projects.js'),
        import('../report/projects.js'),
      ]);
      return reportProjects(await projects(context), theme);
    };
    await this.session('projects', flags, run, true);
  }
}
