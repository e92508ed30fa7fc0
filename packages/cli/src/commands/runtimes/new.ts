/**
 * `smolfaas runtimes new`: creates a package to start a runtime from. It parses, writes the files
 * (scaffold/) and prints the next steps (report/new-runtime). Like `runtimes` it needs no session,
 * because it touches only a new directory.
 */
import { Args } from '@oclif/core';
import { PlainCommand } from '../../session/plain-command.js';

export default class RuntimesNew extends PlainCommand {
  static override strict = false; // as for all commands, see refuseArguments
  static override usage = 'runtimes new ID [flags]';
  static override summary = 'Start a package with a runtime of your own.';
  static override description =
    'Writes ./smolfaas-runtime-ID: a runtime that works as it is, with a test that asks for everything SmolFaaS relies on, ' +
    'and an example function.';
  static override args = {
    id: Args.string({ description: 'One lower-case word, such as zig: what users call the runtime.' }),
  };
  static override examples = [
    { command: '<%= config.bin %> runtimes new zig', description: 'In ./smolfaas-runtime-zig' },
  ];

  async run(): Promise<void> {
    const { argv } = await this.parse(RuntimesNew);
    const [id, ...rest] = argv.map(String);
    if (id === undefined) return await this.refuseUsage('Name the runtime: smolfaas runtimes new ID');
    await this.refuseArguments(rest);
    const [{ newRuntime }, { outputTo }] = await Promise.all([
      import('../../session/new-runtime.js'),
      import('../../process/output.js'),
    ]);
    const output = outputTo(process.stdout, process.stderr);
    const { root: cliRoot, version, plugins } = this.config;
    newRuntime({ id, version, cliRoot, plugins: plugins.values() }, output, this.jsonEnabled());
  }
}
