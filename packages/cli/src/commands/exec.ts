/**
 * `smolfaas exec`: parse, call the pipeline, connect the streams. Core's pipelines/exec documents
 * where the command runs; session/attach.ts connects the terminal.
 */
import { Args, Flags } from '@oclif/core';
import { StreamCommand } from '../session/stream-command.js';

export default class Exec extends StreamCommand {
  static override strict = false;
  static override usage = 'exec [flags] FUNCTION [COMMAND...]';
  static override summary = "Run a command in a function's container; without one, a shell.";
  static override description =
    'The exit code is that of the command. Everything from the command on is passed unchanged.\n\n' +
    'An image without a shell gets one from a container beside it, which shares its processes and network; its files are below /proc/1/root there.';
  static override examples = [
    { command: '<%= config.bin %> exec fn-a', description: 'A shell' },
    { command: '<%= config.bin %> exec fn-a ls -l /app', description: 'One command' },
    {
      command: '<%= config.bin %> exec fn-a -- sh -c "env | sort"',
      description: 'The same, with the end of flags marked',
    },
    { command: '<%= config.bin %> exec --debug fn-a', description: 'A shell beside it, whatever its image has' },
  ];
  static override args = {
    function: Args.string({ ignoreStdin: true, description: 'Name of the function.' }),
    command: Args.string({ ignoreStdin: true, description: 'Command and arguments; a shell when there is none.' }),
  };
  static override flags = {
    instance: Flags.string({ char: 'i', helpValue: 'N', summary: 'Number of the instance, if there are several.' }),
    user: Flags.string({ char: 'u', helpValue: 'USER', summary: 'Name or id of the user, or USER:GROUP.' }),
    debug: Flags.boolean({
      summary: 'Run it in a container beside the function, with the tools of the router’s image.',
    }),
  };

  async run(): Promise<void> {
    const { splitCommand } = await import('../argv/split-command.js');
    const { own, command } = splitCommand(this.argv, (flag) => takesValue(flag));
    this.argv = [...own]; // oclif looks for --json in all words
    const { flags, argv } = await this.parse(Exec);
    const [word] = argv.map(String);
    if (word === undefined) return await this.refuseUsage('Name the function: smolfaas exec FUNCTION');
    const json = this.jsonEnabled();
    await this.stream({ verb: 'exec', endsWithInterrupt: false }, flags, async (context, streaming) => {
      const [{ attach, collect }, { functionName }, { instanceNumber }] = await Promise.all([
        import('../session/attach.js'),
        import('../argv/function-names.js'),
        import('../settings/instance-number.js'),
      ]);
      const { environment, note, sink } = streaming;
      const places = { functionsDir: context.settings.functionsDir, cwd: environment.cwd };
      const fn = await functionName(word, places);
      const { user, debug: beside } = flags;
      const instance = instanceNumber(flags.instance);
      const order = { function: fn, command, beside, ...(user !== undefined && { user }), ...instance };
      if (!json) return await attach(context, order, { environment, note, sink });
      const result = await collect(context, order);
      await sink.write(`${JSON.stringify(result, null, 2)}\n`);
      return result.exitCode;
    });
  }
}

/**
 * Whether the value of this flag is the next word: `--user 0`, `-u 0`, but not `--user=0` or
 * `-u0`.
 */
function takesValue(flag: string): boolean {
  return Object.entries({ ...StreamCommand.baseFlags, ...Exec.flags }).some(
    ([name, { type, char }]) => type === 'option' && (flag === `--${name}` || flag === `-${char ?? ''}`),
  );
}
