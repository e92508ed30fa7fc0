/**
 * `smolfaas ps`: parse, call the pipeline, report. Core's pipelines/ps documents what is looked at,
 * report/ps writes the text. With `--watch`, watch/watch-ps.ts draws one sample after the other.
 */
import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../session/base-command.js';

export default class Ps extends BaseCommand {
  static override strict = false;
  static override usage = 'ps [FUNCTIONS...] [flags]';
  static override summary = 'Show what runs: status, age, restarts, memory, last error, URL.';
  static override description =
    'Changes nothing, and works while up runs. Exits with 0 whatever it finds; check is the command that fails.\n\n' +
    'AGE is how long the process has been running. A terminal that is too narrow for the URLs shows their pattern below the table.';
  static override examples = [
    { command: '<%= config.bin %> ps', description: 'All functions' },
    { command: '<%= config.bin %> ps api web', description: 'Two of them' },
    { command: '<%= config.bin %> ps --watch', description: 'Redrawn every 2 s, with CPU, requests/s and p95' },
    { command: '<%= config.bin %> ps --json', description: 'For a program; docs/json.md has the shape' },
  ];
  static override args = {
    functions: Args.string({ description: 'Names of functions; all when there is none.' }),
  };
  static override flags = {
    watch: Flags.boolean({
      char: 'w',
      summary: 'Keep looking; q or Ctrl-C ends it. Adds CPU, requests/s and p95.',
    }),
    interval: Flags.string({ default: '2', helpValue: 'SECONDS', summary: 'Time between two looks of --watch.' }),
  };

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(Ps);
    await this.session('ps', flags, async (context, theme) => {
      const [{ functionNames }, { readEnvironment }] = await Promise.all([
        import('../argv/function-names.js'),
        import('../process/environment.js'),
      ]);
      const { cwd, stdoutSize } = readEnvironment();
      const { functionsDir } = context.settings;
      const names = await functionNames(argv.map(String), { functionsDir, cwd });
      if (flags.watch) {
        const { watchPs } = await import('../watch/watch-ps.js');
        const write = (text: string) => void process.stdout.write(text);
        return await watchPs(context, { names, interval: flags.interval, json: this.jsonEnabled(), theme, write });
      }
      const [{ ps }, { reportPs }] = await Promise.all([
        import('@smolfaas/core/pipelines/ps.js'),
        import('../report/ps.js'),
      ]);
      const width = stdoutSize?.columns;
      return reportPs(await ps(context, { names }), { theme, now: context.now(), width, functionsDir });
    });
  }
}
