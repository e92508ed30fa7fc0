/**
 * `smolfaas invoke`: parse, call, write. The call is in invoke/run.ts, which this file imports when
 * the command runs.
 *
 * Gotcha: `-d` is the data here, as in curl; the functions directory has its long name only.
 */
import { Args, Flags } from '@oclif/core';
import { commonFlags } from '../flags/common.js';
import { BaseCommand } from '../session/base-command.js';

/** The common flags, without the letter that means something else here. */
const ownFlags: typeof commonFlags = {
  ...commonFlags,
  'functions-dir': withoutLetter(commonFlags['functions-dir']),
};

function withoutLetter<F extends { char?: unknown }>(flag: F): F {
  const copy = { ...flag };
  delete copy.char;
  return copy;
}

export default class Invoke extends BaseCommand {
  static override strict = false;
  static override usage = 'invoke FUNCTION [PATH] [flags]';
  static override summary = 'Call a function, and show its answer.';
  static override description =
    "The router's certificate is trusted without set-up. The body is written to stdout as it is (JSON is indented on a terminal), status and timing to stderr.\n\n" +
    'Without path, flags and data, the first sample of its requests.json is sent, else GET /.\n\n' +
    'Exits with 0 below status 400, with 1 from 400 on, and with 3 without an answer.';
  static override examples = [
    { command: '<%= config.bin %> invoke web', description: 'Its sample request, or GET /' },
    { command: `<%= config.bin %> invoke web /users -d '{"name":"Ada"}'`, description: 'POST with JSON' },
    { command: '<%= config.bin %> invoke web /upload -X PUT -d @photo.jpg', description: 'A file' },
    { command: '<%= config.bin %> invoke web /events', description: 'A stream, until Ctrl-C' },
  ];
  static override args = {
    function: Args.string({ description: 'Name of the function.' }),
    path: Args.string({ description: 'Path and query below the function; / by default.' }),
  };
  static override baseFlags = ownFlags;
  static override flags = {
    request: Flags.string({ char: 'X', helpValue: 'METHOD', summary: 'Method; POST by default when there is data.' }),
    header: Flags.string({
      char: 'H',
      helpValue: "'NAME: VALUE'",
      multiple: true,
      multipleNonGreedy: true,
      summary: 'Header to send; may be repeated.',
    }),
    data: Flags.string({
      char: 'd',
      helpValue: 'DATA|@FILE|@-',
      summary: 'Body. Its Content-Type is JSON when it parses as JSON, else text or bytes; -H sets another.',
    }),
    include: Flags.boolean({ char: 'i', summary: 'Write status and headers before the body.' }),
    timeout: Flags.string({
      default: '60',
      helpValue: 'SECONDS',
      summary: 'How long the answer may take to begin. It may then go on without end.',
    }),
  };

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(Invoke);
    const [fn, path, ...rest] = argv.map(String);
    if (fn === undefined) return await this.refuseUsage('Name the function: smolfaas invoke FUNCTION [PATH]');
    await this.refuseArguments(rest);
    const { request, header, data, include, timeout } = flags;
    await this.localSession('invoke', flags, async (local, theme) => {
      const { runInvoke } = await import('../invoke/run.js');
      const say = (line: string) => void process.stderr.write(`${line}\n`);
      const streams = { stdin: process.stdin, stdout: process.stdout, say };
      return await runInvoke(local, {
        fn,
        path,
        request,
        header,
        data,
        include,
        timeout,
        ...streams,
        json: this.jsonEnabled(),
        theme,
      });
    });
  }
}
