/**
 * `smolfaas env`: parse, ask for the variables, print them. trust/environment.ts has the table of
 * variables, trust/shells.ts the forms.
 */
import { Flags } from '@oclif/core';
import { BaseCommand } from '../session/base-command.js';

export default class Env extends BaseCommand {
  static override strict = false; // see refuseArguments
  static override usage = 'env [flags]';
  static override summary = "Print variables with which programs find functions and trust the router's certificate.";
  static override description =
    'SMOLFAAS_URL, SMOLFAAS_URL_<FUNCTION>, SMOLFAAS_ADDRESS, and the files of certificates for Node.js, OpenSSL, Go, Python and curl.';
  static override examples = [
    { command: 'eval "$(<%= config.bin %> env)"', description: 'In sh, bash and zsh' },
    { command: '<%= config.bin %> env --shell fish | source', description: 'In fish' },
    { command: '<%= config.bin %> env --shell dotenv > .env.test', description: 'For a test runner' },
    { command: '<%= config.bin %> run -- npm test', description: 'For one command' },
  ];
  static override flags = {
    shell: Flags.string({
      helpValue: 'sh|fish|powershell|json|dotenv',
      defaultHelp: async () => 'the shell in SHELL',
      summary: 'Language of the output.',
    }),
  };

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(Env);
    await this.refuseArguments(argv);
    await this.localSession('env', flags, async (local) => {
      const [{ clientVariables }, { inShell, SHELLS, usualShell }, { readEnvironment }, { oneOf }] = await Promise.all([
        import('../clients/client-environment.js'),
        import('../trust/shells.js'),
        import('../process/environment.js'),
        import('../settings/check-value.js'),
      ]);
      const environment = readEnvironment();
      const shell =
        flags.shell === undefined
          ? usualShell(environment.platform, environment.env['SHELL'])
          : oneOf('--shell', flags.shell, SHELLS);
      const { variables, notes } = await clientVariables(local, environment);
      return { text: inShell(shell, variables), json: variables, notes, exit: 0 };
    });
  }
}
