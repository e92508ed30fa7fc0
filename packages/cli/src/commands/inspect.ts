/**
 * `smolfaas inspect`: parse, call the pipeline, report. Core's contract/inspection lists what is
 * shown.
 */
import { Args } from '@oclif/core';
import { BaseCommand } from '../session/base-command.js';

export default class Inspect extends BaseCommand {
  static override strict = false;
  static override usage = 'inspect FUNCTION [flags]';
  static override summary = 'Show everything that is known about a function.';
  static override description =
    'Status, image, settings and where each comes from, containers with labels, route, former versions. Variables and secrets are shown by name only.';
  static override examples = [
    { command: '<%= config.bin %> inspect web', description: 'For people' },
    { command: '<%= config.bin %> inspect web --json', description: 'For a program; docs/json.md has the shape' },
  ];
  static override args = { function: Args.string({ description: 'Name of the function.' }) };

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(Inspect);
    const [arg, ...rest] = argv.map(String);
    if (arg === undefined) return await this.refuseUsage('Name the function: smolfaas inspect FUNCTION');
    await this.refuseArguments(rest);
    await this.session('inspect', flags, async (context, theme) => {
      const [{ inspect }, { reportInspect }, { functionName }, { readEnvironment }] = await Promise.all([
        import('@smolfaas/core/pipelines/inspect.js'),
        import('../report/inspect.js'),
        import('../argv/function-names.js'),
        import('../process/environment.js'),
      ]);
      const { functionsDir } = context.settings;
      const fn = await functionName(arg, { functionsDir, cwd: readEnvironment().cwd });
      return reportInspect(await inspect(context, fn), { theme, now: context.now() });
    });
  }
}
