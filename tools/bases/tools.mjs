/**
 * The programs that assemble the stand-ins, and where Debian has them.
 *
 * They are installed only when something is to be assembled and one of them is missing; that needs root and apt.
 */
import { existsSync } from 'node:fs';
import { aptInstall } from '../process/apt.mjs';
import { isInstalled } from '../process/command.mjs';

const PACKAGES = {
  mmdebstrap: 'mmdebstrap',
  curl: 'curl',
  unzip: 'unzip',
  pip: 'python3-pip',
  setcap: 'libcap2-bin',
};
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** Installs what is missing; returns the names of the packages that it installed. */
export async function ensureTools() {
  const missing = Object.entries(PACKAGES)
    .filter(([program]) => !isInstalled(program))
    .map(([, name]) => name);
  if (!existsSync(KEYRING)) missing.push('debian-archive-keyring');
  if (missing.length > 0) await aptInstall(missing, 'assemble local stand-ins for the base images');
  return missing;
}
