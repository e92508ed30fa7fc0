/**
 * Runs one command line through oclif. Errors outside SmolFaaS's commands look like their own: one
 * sentence, one suggestion, JSON under `--json`, and an exit code from the list in
 * errors/describe.ts.
 *
 * Place: between the entry point (bin/run.js) and the commands. It is an entry point of the bundle
 * and shares one copy of oclif with the commands.
 */
import { Config, Errors, flush, run } from '@oclif/core';
import { lacksCommand } from './argv/command-first.js';

/**
 * @param args the command first, see argv/command-first.ts
 * @param dir of the entry point, as a URL
 */
export async function main(args: string[], dir: string): Promise<void> {
  try {
    if (lacksCommand(args)) await refuseNoCommand();
    const config = await Config.load(dir);
    await run(args, config).catch((error: unknown) => explained(error, args, config));
    await flush();
  } catch (error) {
    await present(error, args);
  }
}

async function refuseNoCommand(): Promise<never> {
  const { UsageError } = await import('./errors/usage-error.js');
  throw new UsageError('no command given', 'smolfaas --help lists all commands');
}

/** `--help` also ends with an error; its exit code says that nothing went wrong. */
async function present(error: unknown, args: readonly string[]): Promise<void> {
  if (error instanceof Errors.ExitError) process.exitCode = error.oclif.exit ?? 0;
  else {
    const { presentEarlyError } = await import('./session/present-error.js');
    process.exitCode = presentEarlyError(error, isJson(args));
  }
}

/**
 * Rewords oclif's errors about commands that do not exist, and about flags of its plug-ins'
 * commands.
 */
async function explained(error: unknown, args: readonly string[], config: Config): Promise<never> {
  const { unknownCommand, withSuggestion } = await import('./errors/oclif-error.js');
  const end = args.findIndex((word) => word.startsWith('-'));
  const words = end === -1 ? args : args.slice(0, end);
  if (error instanceof Error && /^command .* not found\.?$/i.test(error.message)) {
    const known = config.commandIDs.map((id) => id.replaceAll(':', ' '));
    throw unknownCommand(words[0] === 'help' ? words.slice(1) : words, known);
  }
  throw withSuggestion(error, words.join(' ') || undefined);
}

function isJson(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end === -1 ? args : args.slice(0, end)).includes('--json');
}
