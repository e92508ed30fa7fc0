/**
 * `smolfaas completion SHELL`: prints the script that makes a shell complete commands, flags, their
 * values and the names of functions. What it calls is completion/answer.ts.
 */
import { Args } from '@oclif/core';
import { PlainCommand } from '../session/plain-command.js';

export default class Completion extends PlainCommand {
  static override enableJsonFlag = false;
  static override strict = false; // see refuseArguments
  static override usage = 'completion bash|zsh|fish';
  static override summary = 'Print a script that completes commands, flags and names of functions.';
  static override description =
    'Once for all shells that you open, append the line to their start-up file: ~/.bashrc, ~/.zshrc after compinit, or\n' +
    '~/.config/fish/config.fish.';
  static override args = {
    shell: Args.string({ description: 'Shell that runs the script.', options: ['bash', 'zsh', 'fish'] }),
  };
  static override examples = [
    { command: 'source <(<%= config.bin %> completion bash)', description: 'In bash' },
    { command: 'source <(<%= config.bin %> completion zsh)', description: 'In zsh' },
    { command: '<%= config.bin %> completion fish | source', description: 'In fish' },
  ];

  async run(): Promise<void> {
    const { argv } = await this.parse(Completion);
    const [shell, ...rest] = argv.map(String);
    await this.refuseArguments(rest);
    const { SCRIPTS, SHELLS } = await import('../completion/scripts.js');
    const known = SHELLS.find((one) => one === shell);
    if (known === undefined) await this.refuseUsage('Name the shell: smolfaas completion bash, zsh or fish');
    else process.stdout.write(SCRIPTS[known]);
  }
}
