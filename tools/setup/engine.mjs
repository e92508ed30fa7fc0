/**
 * Set-up step: an engine that answers. Found, else started, else installed, else explained.
 *
 * Installing software is the user's decision: on a terminal we ask, in CI or without a terminal being root is the
 * answer. Only Debian's own package is ever installed; for other systems there are instructions.
 */
import { accessSync, constants, existsSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { findEngine } from '../engine/find.mjs';
import { aptInstall, canInstall } from '../process/apt.mjs';
import { isInstalled } from '../process/command.mjs';
import { NeedsUser, say, secondsSince } from '../process/say.mjs';
import { startEngine } from './engine-start.mjs';

const SOCKET = '/var/run/docker.sock';

/** Returns `{ endpoint, version, dockerHost? }` of a running engine; throws NeedsUser with instructions. */
export async function provideEngine(env) {
  const running = await findEngine(env);
  if (running !== undefined) return found(running, 'already running');
  const isRoot = process.getuid?.() === 0;
  if (existsSync(SOCKET) && !isAccessible(SOCKET)) throw new NeedsUser(notAllowed());
  if (!isInstalled('dockerd')) await installEngine(env);
  if (!isRoot) throw new NeedsUser(installedButStopped());
  const start = Date.now();
  await startEngine(() => findEngine(env));
  return found(await findEngine(env), `started in ${secondsSince(start)}`);
}

function found(engine, how) {
  say('Docker Engine', `${how} (${engine.version})`);
  return engine;
}

async function installEngine(env) {
  if (!canInstall() || !(await isAllowed(env))) throw new NeedsUser(instructions(process.platform));
  const start = Date.now();
  say('Docker Engine', 'not there; installing the packages docker.io and iptables');
  await aptInstall(['docker.io', 'iptables'], 'run containers');
  say('Docker Engine', `installed (${secondsSince(start)})`);
}

async function isAllowed(env) {
  if (env.CI || !process.stdin.isTTY) return true;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(
    'Docker Engine is not installed. Install docker.io and iptables with apt now? [Y/n] ',
  );
  terminal.close();
  return !/^n/i.test(answer.trim());
}

function isAccessible(socket) {
  try {
    accessSync(socket, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false; // the one question here is whether this user may talk to the engine
  }
}

function notAllowed() {
  return (
    `This user may not talk to the Docker Engine at ${SOCKET}.\n` +
    'Join its group, then log in again (members of that group control the machine like root):\n  sudo usermod -aG docker "$USER"'
  );
}

function installedButStopped() {
  return 'Docker Engine is installed but does not run. Start it, then run this again:\n  sudo systemctl start docker';
}

/** What to do where we may not install an engine; `platform` as in process.platform. */
export function instructions(platform) {
  const how =
    platform === 'darwin' || platform === 'win32'
      ? 'Install and start Docker Desktop (https://docs.docker.com/desktop), or on macOS: brew install colima docker && colima start'
      : 'On Debian or Ubuntu:\n  sudo apt-get update && sudo apt-get install -y docker.io iptables && sudo usermod -aG docker "$USER"\nthen log in again. Elsewhere: https://docs.docker.com/engine/install';
  return `No Docker Engine answers, and SmolFaaS runs its functions in one.\n${how}\nAn engine elsewhere is named by DOCKER_HOST.`;
}
