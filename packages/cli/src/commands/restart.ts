/**
 * `smolfaas restart`: parse, call the pipeline of `up`, report. Core's decide/decide-restart
 * documents which version is started.
 */
import { join } from 'node:path';
import { Args } from '@oclif/core';
import { waitTimeoutFlag } from '../flags/wait-timeout.js';
import { readEnvironment } from '../process/environment.js';
import { BaseCommand } from '../session/base-command.js';

export default class Restart extends BaseCommand {
  static override strict = false; // any number of names
  static override usage = 'restart [FUNCTIONS...] [flags]';
  static override summary = 'Replace containers by new ones of the same image, without losing a request.';
  static override description =
    'A new container starts beside the old one, answers, gets the requests, and the old one finishes its own. Nothing is built: ' +
    'an edited source waits for up. Settings are those of smolfaas.yaml as it is now.';
  static override examples = [
    { command: '<%= config.bin %> restart', description: 'Every function that runs' },
    {
      command: "<%= config.bin %> restart web 'api-*'",
      description: 'One function, and those whose directory matches',
    },
  ];
  static override args = {
    functions: Args.string({ description: 'Names, paths or patterns of functions; all that run when there is none.' }),
  };
  static override flags = { 'wait-timeout': waitTimeoutFlag };

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(Restart);
    await this.session('restart', flags, async (context, theme, log) => {
      const [{ up }, { functionNames }, { reportUp }, { sampleRequest }, { runTimeout }] = await Promise.all([
        import('@smolfaas/core/pipelines/up.js'),
        import('../argv/function-names.js'),
        import('../report/up.js'),
        import('../report/sample-request.js'),
        import('../settings/wait-request.js'),
      ]);
      const { settings } = context;
      const only = await functionNames(argv.map(String), { ...settings, cwd: readEnvironment().cwd });
      const requestOf = (fn: string) => sampleRequest(join(settings.functionsDir, fn));
      const timeoutMs = runTimeout(flags['wait-timeout']);
      const outcome = await up(context, { only, restart: true, timeoutMs });
      return reportUp(outcome, { theme, settings, now: context.now(), log, requestOf });
    });
  }
}
