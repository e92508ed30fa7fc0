/**
 * `smolfaas help`: topics of SmolFaaS's own, and the help of every command, which oclif draws.
 *
 * Invariant: what a topic needs is imported when it is shown.
 */
import { Args, type Config, loadHelpClass } from '@oclif/core';
import { PlainCommand } from '../session/plain-command.js';

/** Shows a topic. @param words what follows its name */
type Topic = (words: readonly string[], config: Config) => Promise<void>;

/** Topics by name. They come before the help of a command with the same name. */
const TOPICS: Readonly<Record<string, Topic>> = {
  async errors(words) {
    const { print } = await import('../help/errors.js');
    process.stdout.write(print(words));
  },
  async settings(words, config) {
    await config.runCommand('settings', [...words]);
  },
};

export default class Help extends PlainCommand {
  static override enableJsonFlag = false;
  static override strict = false; // a command may have two words
  static override usage = 'help [TOPIC|COMMAND]';
  static override summary = 'Show the help of a command, or of a topic.';
  static override description =
    'Topics: errors (what an error code means, and what to do), settings (all that smolfaas.yaml can set).';
  static override args = { topic: Args.string({ description: 'A topic, or a command.' }) };
  static override examples = [
    { command: '<%= config.bin %> help up', description: 'The same as up --help' },
    { command: '<%= config.bin %> help errors', description: 'All error codes' },
    { command: '<%= config.bin %> help errors port-taken', description: 'What it means, and what to do' },
  ];

  async run(): Promise<void> {
    const [name = '', ...rest] = this.argv; // not parsed: flags are the topic's own
    if (Object.hasOwn(TOPICS, name)) {
      await TOPICS[name]?.(rest, this.config);
      return;
    }
    const { argv } = await this.parse(Help);
    const HelpClass = await loadHelpClass(this.config);
    await new HelpClass(this.config, this.config.pjson.oclif.helpOptions).showHelp(argv.map(String));
  }

  /** main.ts rewords the error for a command that does not exist. */
  protected override async catch(thrown: unknown): Promise<void> {
    if (thrown instanceof Error && /^command .* not found/i.test(thrown.message)) throw thrown;
    await super.catch(thrown);
  }
}
