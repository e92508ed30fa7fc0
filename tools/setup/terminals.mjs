/**
 * Set-up step: a terminal and shells for the end-to-end tests that look at screens and press Tab. Only a run with those
 * tests needs them.
 */
import { aptInstall } from '../process/apt.mjs';
import { isInstalled } from '../process/command.mjs';
import { say } from '../process/say.mjs';

/** Programs, each also the name of its Debian package. */
export const TERMINALS = ['tmux', 'bash', 'zsh', 'fish'];

/** Installs what is missing. Throws NeedsUser where that needs the user. */
export async function provideTerminals() {
  const missing = TERMINALS.filter((name) => !isInstalled(name));
  if (missing.length > 0) await aptInstall(missing, 'test screens and completion in real shells');
  say('terminals', missing.length === 0 ? 'already there' : `installed ${missing.join(', ')}`);
}
