/**
 * `smolfaas run -- CMD`: the variables of `env`, then the command with them, in this terminal.
 * process/run-program.ts documents how signals and exit codes are passed on.
 */
import { Args } from '@oclif/core';
import { BaseCommand } from '../session/base-command.js';

export default class Run extends BaseCommand {
  static override enableJsonFlag = false;
  static override strict = false;
  static override usage = 'run [flags] -- COMMAND [ARGUMENTS...]';
  static override summary = 'Run a command that finds functions and trusts the router, with the variables of env.';
  static override description =
    "Input, output and signals are the command's own, and its exit code is passed on: 127 when there is no such command.";
  static override examples = [
    { command: '<%= config.bin %> run -- npm test', description: 'Tests that call functions' },
    { command: `<%= config.bin %> run -- sh -c 'curl "$SMOLFAAS_URL_WEB"'`, description: 'A line of shell' },
  ];
  static override args = { command: Args.string({ description: 'The command, after --.' }) };

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(Run);
    const [command, ...args] = argv.map(String);
    if (command === undefined) return await this.refuseUsage('Name the command: smolfaas run -- COMMAND');
    let env: Readonly<Record<string, string | undefined>> | undefined;
    await this.localSession('run', flags, async (local) => {
      const [{ clientVariables }, { readEnvironment }] = await Promise.all([
        import('../clients/client-environment.js'),
        import('../process/environment.js'),
      ]);
      const environment = readEnvironment();
      const { variables, notes } = await clientVariables(local, environment);
      env = { ...environment.env, ...variables };
      return { text: '', json: undefined, notes, exit: 0 };
    });
    if (env === undefined) return;
    const { runProgram } = await import('../process/run-program.js');
    process.exitCode = await runProgram(command, args, env);
  }
}
