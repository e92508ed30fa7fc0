/**
 * `smolfaas up`: parse, call the pipeline, report. Readers start here; core's pipelines/up, the
 * spine of the program, is next. What it runs in is assembled by session/session.ts.
 */
import { join } from 'node:path';
import { Args, Flags } from '@oclif/core';
import { upFlags } from '../flags/up.js';
import { waitTimeoutFlag } from '../flags/wait-timeout.js';
import { readEnvironment } from '../process/environment.js';
import { BaseCommand } from '../session/base-command.js';

export default class Up extends BaseCommand {
  static override strict = false; // any number of names
  static override usage = 'up [FUNCTIONS...] [flags]';
  static override summary = 'Build what changed, start or replace containers, and route to them.';
  static override description =
    'Ends when every function answers. Running it again changes nothing that is as it should be. With names, the other functions stay as they are.\n\n' +
    'smolfaas.yaml can set all of this, see smolfaas help settings. The environment variable SMOLFAAS_BASE_<KEY> replaces a base ' +
    'image, such as SMOLFAAS_BASE_NODE_BUILD.';
  static override examples = [
    {
      command: '<%= config.bin %> up',
      description: 'All functions below ./functions, at https://fn.localhost/invoke/NAME',
    },
    { command: "<%= config.bin %> up web 'api-*'", description: 'One function, and those whose directory matches' },
    { command: '<%= config.bin %> up --dry-run', description: 'What would it do, and why?' },
    {
      command: '<%= config.bin %> up -d ./api --http-port 8080 --https-port 8443',
      description: 'Another directory, on ports that need no rights',
    },
    { command: '<%= config.bin %> up --offline', description: 'Without asking the network for anything' },
    { command: '<%= config.bin %> up --remove-orphans', description: 'Also remove functions whose directory is gone' },
  ];
  static override args = {
    functions: Args.string({ description: 'Names, paths or patterns of functions; all when there is none.' }),
  };
  static override flags = {
    'dry-run': Flags.boolean({
      summary: 'Only say what would be done, and why; exits with 1 when a function would fail.',
    }),
    ...upFlags,
    'wait-timeout': waitTimeoutFlag,
  };

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(Up);
    const dryRun = flags['dry-run'];
    await this.session(dryRun ? 'plan' : 'up', flags, async (context, theme, log) => {
      const { settings } = context;
      const { functionNames } = await import('../argv/function-names.js');
      const only = await functionNames(argv.map(String), { ...settings, cwd: readEnvironment().cwd });
      if (dryRun) {
        const [{ previewUp }, { reportPreview }] = await Promise.all([
          import('@smolfaas/core/pipelines/preview.js'),
          import('../report/preview.js'),
        ]);
        return reportPreview(await previewUp(context, { only }), { theme, settings });
      }
      const [{ up }, { reportUp }, { sampleRequest }, { runTimeout }] = await Promise.all([
        import('@smolfaas/core/pipelines/up.js'),
        import('../report/up.js'),
        import('../report/sample-request.js'),
        import('../settings/wait-request.js'),
      ]);
      const requestOf = (fn: string) => sampleRequest(join(settings.functionsDir, fn));
      const timeoutMs = runTimeout(flags['wait-timeout']);
      return reportUp(await up(context, { only, timeoutMs }), { theme, settings, now: context.now(), log, requestOf });
    });
  }
}
