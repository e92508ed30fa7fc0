/**
 * `smolfaas logs`: parse, call the pipeline, write its entries. Core's pipelines/logs documents what
 * is read and followed.
 */
import { Args, Flags } from '@oclif/core';
import { StreamCommand } from '../session/stream-command.js';

export default class Logs extends StreamCommand {
  static override strict = false;
  static override usage = 'logs [FUNCTIONS...] [flags]';
  static override summary = 'Show what functions print, requests to them, and build output.';
  static override description =
    'Without --follow, in order of time. With it, until Ctrl-C: containers that are replaced, restarted or new are followed, too.\n\n' +
    'With --json, one JSON object per line.';
  static override examples = [
    { command: '<%= config.bin %> logs -f', description: 'Follow all functions' },
    { command: '<%= config.bin %> logs fn-a --since 10m', description: 'One function, the last ten minutes' },
    {
      command: '<%= config.bin %> logs --grep "error|5\\d\\d$" --tail 20',
      description: 'The last 20 lines of each function that match',
    },
    { command: '<%= config.bin %> logs --only build', description: 'Only what builds printed' },
  ];
  static override args = {
    functions: Args.string({ ignoreStdin: true, description: 'Names of functions; all when there is none.' }),
  };
  static override flags = {
    follow: Flags.boolean({ char: 'f', summary: 'Keep showing what is new, until Ctrl-C.' }),
    since: Flags.string({
      helpValue: 'TIME',
      summary: 'Only what is newer: a duration such as 10m or 2h, or a time such as 2026-11-30T10:00:00Z.',
    }),
    tail: Flags.string({
      helpValue: 'N',
      summary: 'The last N lines of each function, or all.',
      defaultHelp: async () => '100, with --since all',
    }),
    timestamps: Flags.boolean({ char: 't', summary: 'Show the time of each line.' }),
    grep: Flags.string({
      helpValue: 'PATTERN',
      summary: 'Only lines that match a regular expression; without capitals, it ignores case.',
    }),
    only: Flags.string({
      helpValue: 'KINDS',
      summary: 'Only these kinds of lines, separated by commas: function, access, build.',
    }),
    access: Flags.boolean({ allowNo: true, default: true, summary: 'Show requests; --no-access does not.' }),
    prefix: Flags.boolean({ allowNo: true, default: true, summary: 'Show names; --no-prefix shows only the lines.' }),
  };

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(Logs);
    const { follow, timestamps, prefix } = flags;
    const json = this.jsonEnabled();
    await this.stream({ verb: 'logs', endsWithInterrupt: follow }, flags, async (context, streaming) => {
      const [{ logs }, { logsRequest }, { buildLines }, { likelyNames, writeLogs }, { functionNames }] =
        await Promise.all([
          import('@smolfaas/core/pipelines/logs.js'),
          import('../settings/logs-request.js'),
          import('../log/build-lines.js'),
          import('../session/write-logs.js'),
          import('../argv/function-names.js'),
        ]);
      const places = { functionsDir: context.settings.functionsDir, cwd: streaming.environment.cwd };
      const names = await functionNames(argv.map(String), places);
      const request = { ...logsRequest(names, flags, context.now()), builds: buildLines(streaming.log) };
      const shown = likelyNames(places.functionsDir);
      const look = { json, follow, names: shown, timestamps, bare: !prefix };
      return await writeLogs(logs(context, request), look, streaming);
    });
  }
}
