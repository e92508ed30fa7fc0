/**
 * `smolfaas up`: parse, call the pipeline, report. Readers start here; core's pipelines/up, the
 * spine of the program, is next. What it runs in is assembled by session/session.ts.
 */
import { join } from 'node:path';
import { upFlags } from '../flags/up.js';
import { BaseCommand } from '../session/base-command.js';

export default class Up extends BaseCommand {
  static override strict = false; // see refuseArguments
  static override usage = 'up [flags]';
  static override summary = 'Build what changed, start or replace containers, and route to them.';
  static override description =
    'Ends when every function answers. Running it again changes nothing that is as it should be.\n\n' +
    'smolfaas.yaml can set all of this, see smolfaas help settings. The environment variable SMOLFAAS_BASE_<KEY> replaces a base ' +
    'image, such as SMOLFAAS_BASE_NODE_BUILD.';
  static override examples = [
    {
      command: '<%= config.bin %> up',
      description: 'All functions below ./functions, at https://fn.localhost/invoke/NAME',
    },
    {
      command: '<%= config.bin %> up -d ./api --http-port 8080 --https-port 8443',
      description: 'Another directory, on ports that need no rights',
    },
    { command: '<%= config.bin %> up --offline', description: 'Without asking the network for anything' },
    { command: '<%= config.bin %> up --remove-orphans', description: 'Also remove functions whose directory is gone' },
  ];
  static override flags = upFlags;

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(Up);
    await this.refuseArguments(argv);
    await this.session('up', flags, async (context, theme, log) => {
      const [{ up }, { reportUp }, { sampleRequest }] = await Promise.all([
        import('@smolfaas/core/pipelines/up.js'),
        import('../report/up.js'),
        import('../report/sample-request.js'),
      ]);
      const { settings } = context;
      const requestOf = (fn: string) => sampleRequest(join(settings.functionsDir, fn));
      return reportUp(await up(context), { theme, settings, now: context.now(), log, requestOf });
    });
  }
}
