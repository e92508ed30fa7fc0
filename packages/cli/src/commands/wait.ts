/**
 * `smolfaas wait`: parse, call the pipeline, report. Made for scripts: it succeeds only when a
 * version serves. Core's pipelines/wait documents what counts as serving.
 */
import { Args, Flags } from '@oclif/core';
import { readEnvironment } from '../process/environment.js';
import { flagsFor, OTHER_FLAGS } from '../flags/kinds.js';
import { BaseCommand } from '../session/base-command.js';

export default class Wait extends BaseCommand {
  static override strict = false; // see refuseArguments
  static override usage = 'wait FUNCTION [flags]';
  static override baseFlags = flagsFor('look');
  static override summary = 'Wait until a version of a function serves.';
  static override description =
    'Without --for, the version of its source as it is now. Exits with 1 when the time is over, and says which version serves.' +
    `\n\n${OTHER_FLAGS}`;
  static override examples = [
    { command: '<%= config.bin %> wait fn-a', description: 'Until the source as it is now is what answers' },
    {
      command: '<%= config.bin %> wait fn-a --for 3f9c1b2a4d5e --timeout 30',
      description: 'A certain version, by the first digits of its content hash',
    },
  ];
  static override args = { function: Args.string({ description: 'Name of the function.' }) };
  static override flags = {
    for: Flags.string({
      helpValue: 'HASH',
      summary: 'Content hash, or its first digits, or the value of the header Smolfaas-Version.',
    }),
    timeout: Flags.string({ default: '60', helpValue: 'SECONDS', summary: 'How long to wait.' }),
  };

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(Wait);
    const [arg, ...rest] = argv.map(String);
    if (arg === undefined) this.error('Name the function: smolfaas wait FUNCTION', { exit: 2 });
    await this.refuseArguments(rest);
    await this.session('wait', flags, async (context) => {
      const [{ wait }, { functionName }, { waitRequest }, { reportWait }] = await Promise.all([
        import('@smolfaas/core/pipelines/wait.js'),
        import('../argv/function-names.js'),
        import('../settings/wait-request.js'),
        import('../report/wait.js'),
      ]);
      const { functionsDir } = context.settings;
      const fn = await functionName(arg, { functionsDir, cwd: readEnvironment().cwd });
      return reportWait(await wait(context, waitRequest(fn, flags)));
    });
  }
}
