/**
 * `smolfaas help`: topics of SmolFaaS's own, and the help of every command, which oclif draws.
 *
 * Invariant: a topic is imported when it is shown. Its file exports `print(args): string`.
 */
import { Args, loadHelpClass } from '@oclif/core';
import { PlainCommand } from '../session/plain-command.js';

/** A topic: what follows its name, to text. */
interface Topic {
  print(args: readonly string[]): string;
}

/** Topics by name. A command of the same name would be hidden. */
const TOPICS: Readonly<Record<string, () => Promise<Topic>>> = {
  errors: () => import('../help/errors.js'),
};

export default class Help extends PlainCommand {
  static override enableJsonFlag = false;
  static override strict = false; // a command may have two words
  static override usage = 'help [TOPIC|COMMAND]';
  static override summary = 'Show the help of a command, or of a topic.';
  static override description = 'Topics: errors (what an error code means, and what to do).';
  static override args = { topic: Args.string({ description: 'A topic, or a command.' }) };
  static override examples = [
    { command: '<%= config.bin %> help up', description: 'The same as up --help' },
    { command: '<%= config.bin %> help errors', description: 'All error codes' },
    { command: '<%= config.bin %> help errors port-taken', description: 'What it means, and what to do' },
  ];

  async run(): Promise<void> {
    const { argv } = await this.parse(Help);
    const [name = '', ...rest] = argv.map(String);
    if (Object.hasOwn(TOPICS, name)) {
      const topic = await TOPICS[name]?.();
      process.stdout.write(topic?.print(rest) ?? '');
      return;
    }
    const HelpClass = await loadHelpClass(this.config);
    await new HelpClass(this.config, this.config.pjson.oclif.helpOptions).showHelp(argv.map(String));
  }

  /** main.ts rewords the error for a command that does not exist. */
  protected override async catch(thrown: unknown): Promise<void> {
    if (thrown instanceof Error && /^command .* not found/i.test(thrown.message)) throw thrown;
    await super.catch(thrown);
  }
}
