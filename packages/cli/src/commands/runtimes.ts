/**
 * `smolfaas runtimes`: lists the available runtimes in the order in which detection queries them,
 * and the origin of each. It has no session: reading package.json files (runtimes/discover) needs
 * no engine, no log and no plug-in code.
 */
import { PlainCommand } from '../session/plain-command.js';

export default class Runtimes extends PlainCommand {
  static override strict = false; // see refuseArguments
  static override usage = 'runtimes [flags]';
  static override summary = 'List the runtimes that build functions, and where they come from.';
  static override description =
    'The first runtime whose files are found at the root of a function builds it; lower precedence comes first.\n\n' +
    'Warnings name plug-ins that cannot be used, and those that take the place of a bundled runtime.';
  static override examples = [
    { command: '<%= config.bin %> runtimes', description: 'What can be built here?' },
    { command: '<%= config.bin %> runtimes --json', description: 'The same for a program, with what is wrong' },
    { command: '<%= config.bin %> plugins install @smolfaas/runtime-deno', description: 'Add a runtime' },
    { command: '<%= config.bin %> plugins link .', description: 'Try a runtime of your own, from its directory' },
  ];

  async run(): Promise<void> {
    const { argv } = await this.parse(Runtimes);
    await this.refuseArguments(argv);
    const [{ listRuntimes }, { outputTo }] = await Promise.all([
      import('../session/list-runtimes.js'),
      import('../process/output.js'),
    ]);
    const output = outputTo(process.stdout, process.stderr);
    process.exitCode = listRuntimes(this.config.plugins.values(), output, this.jsonEnabled());
  }
}
