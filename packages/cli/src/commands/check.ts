/**
 * `smolfaas check`: parse, call the pipeline, report. This file knows only flags. Core's
 * pipelines/check compares desired and observed state; report/check writes the text. Both are
 * imported when the command runs, never for `--help`.
 */
import { Flags } from '@oclif/core';
import { flagsFor, OTHER_FLAGS } from '../flags/kinds.js';
import { BaseCommand } from '../session/base-command.js';

export default class Check extends BaseCommand {
  static override strict = false; // see refuseArguments
  static override usage = 'check [flags]';
  static override baseFlags = flagsFor('compare');
  static override summary = 'Compare functions, containers and routes with the recorded state.';
  static override description =
    `Reports only, repairs nothing. Exits with 1 when something needs attention.\n\n${OTHER_FLAGS}`;
  static override examples = [
    { command: '<%= config.bin %> check', description: 'Is everything as `up` left it?' },
    { command: '<%= config.bin %> check --problems', description: 'Only what needs attention' },
    { command: '<%= config.bin %> check --json', description: 'The same for a program' },
  ];

  static override flags = {
    problems: Flags.boolean({ summary: 'Only functions with problems, and only their problems.' }),
  };

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(Check);
    await this.refuseArguments(argv);
    await this.session('check', flags, async (context, theme) => {
      const [{ check }, { reportCheck }] = await Promise.all([
        import('@smolfaas/core/pipelines/check.js'),
        import('../report/check.js'),
      ]);
      return reportCheck(await check(context), { theme, now: context.now(), problemsOnly: flags.problems });
    });
  }
}
