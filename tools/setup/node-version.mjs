/**
 * Set-up step: is this Node.js new enough? Asked before anything is installed, because everything later would fail with a
 * worse message. The floor is that of the published packages (`engines`).
 */
import { NeedsUser, say } from '../process/say.mjs';

const FLOOR = [20, 19, 0];

/** Whether version text `a.b.c` is at least the floor. */
export function isSupported(version) {
  const parts = version.split('.').map(Number);
  const differing = FLOOR.findIndex((least, i) => parts[i] !== least);
  return differing === -1 || parts[differing] > FLOOR[differing];
}

/** Throws NeedsUser when Node.js is too old. */
export function checkNode(version) {
  if (isSupported(version)) return say('Node.js', version);
  throw new NeedsUser(
    `This is Node.js ${version}, and SmolFaaS needs ${FLOOR.join('.')} or newer.\n` +
      'Install a current one from https://nodejs.org or with a version manager (`nvm install 24`, `fnm install 24`), then run this again.',
  );
}
