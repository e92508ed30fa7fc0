/**
 * `smolfaas ps`: parse, call the pipeline, report. Core's pipelines/ps documents what is looked at,
 * report/ps writes the text. With `--watch`, watch/watch-ps.ts draws one sample after the other.
 */
import { Args, Flags } from '@oclif/core';
import type { PipelineContext } from '@smolfaas/core';
import { StreamCommand } from '../session/stream-command.js';

export default class Ps extends StreamCommand {
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
    const args = argv.map(String);
    if (flags.watch) {
      const { interval } = flags;
      await this.stream({ verb: 'ps', endsWithInterrupt: true }, flags, async (context, streaming) => {
        const { watchPs } = await import('../watch/watch-ps.js');
        const names = await namesOf(args, context);
        return await watchPs(context, { names, interval, json: this.jsonEnabled() }, streaming);
      });
      return;
    }
    await this.session('ps', flags, async (context, theme) => {
      const [{ ps }, { reportPs }, { readEnvironment }] = await Promise.all([
        import('@smolfaas/core/pipelines/ps.js'),
        import('../report/ps.js'),
        import('../process/environment.js'),
      ]);
      const { functionsDir } = context.settings;
      const width = readEnvironment().stdoutSize?.columns;
      const found = await ps(context, { names: await namesOf(args, context) });
      return reportPs(found, { theme, now: context.now(), width, functionsDir });
    });
  }
}

async function namesOf(args: readonly string[], { settings }: PipelineContext): Promise<readonly string[]> {
  const [{ functionNames }, { readEnvironment }] = await Promise.all([
    import('../argv/function-names.js'),
    import('../process/environment.js'),
  ]);
  return await functionNames(args, { functionsDir: settings.functionsDir, cwd: readEnvironment().cwd });
}
