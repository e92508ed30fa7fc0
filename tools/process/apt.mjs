/**
 * Installing Debian packages, where this script may do it: as root on a Debian or Ubuntu host.
 *
 * Everywhere else the user gets the command to run. The package lists are refreshed first: on a fresh machine there are
 * none, and stale ones name files that the mirror no longer has. Two steps of the set-up may want packages at the same
 * time, and apt refuses instead of waiting; `flock` makes the second one wait.
 */
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './command.mjs';
import { NeedsUser } from './say.mjs';

/** Whether packages may be installed without asking anyone for a password. */
export function canInstall() {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

/** Installs packages; `purpose` completes "Needed to …". Throws NeedsUser with the command when we may not. */
export async function aptInstall(packages, purpose) {
  const command = `apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  if (!canInstall()) {
    throw new NeedsUser(
      `Needed to ${purpose}: ${packages.join(', ')}.\nOn Debian or Ubuntu, run:\n  sudo sh -c '${command}'`,
    );
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('flock', [join(tmpdir(), 'smolfaas-apt.lock'), 'sh', '-c', command], { env });
}
