/**
 * Starts an installed Docker Engine and waits until it answers.
 *
 * With systemd it is a service like any other. Without (containers, CI machines) the daemon is started by us, in a
 * session of its own, so that it outlives this process and no Ctrl-C meant for a test run reaches it.
 */
import { spawn } from 'node:child_process';
import { existsSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isInstalled, run } from '../process/command.mjs';
import { NeedsUser } from '../process/say.mjs';

const DEADLINE_MS = 60_000;
const PID_FILES = { '/var/run/docker.pid': 'dockerd', '/var/run/docker/containerd/containerd.pid': 'containerd' };

/** `isThere()` resolves with something when the engine answers. Throws NeedsUser with the end of the daemon's log. */
export async function startEngine(isThere) {
  if (existsSync('/run/systemd/system')) {
    await run('systemctl', ['start', 'docker']);
    return waitUntil(
      isThere,
      () => undefined,
      () => 'see: journalctl -u docker',
    );
  }
  removeStalePidFiles();
  await removeStaleBridges();
  const log = existsSync('/var/log') ? '/var/log/smolfaas-dockerd.log' : join(tmpdir(), 'smolfaas-dockerd.log');
  const output = openSync(log, 'a');
  const daemon = spawn('dockerd', [], { cwd: '/', detached: true, stdio: ['ignore', output, output] });
  let end;
  daemon.once('error', (error) => void (end = error.message));
  daemon.once('exit', (code) => void (end = `it ended with code ${code}`));
  daemon.unref();
  return waitUntil(
    isThere,
    () => end,
    () => `the end of ${log}:\n${readFileSync(log, 'utf8').split('\n').slice(-12).join('\n')}`,
  );
}

/**
 * A daemon that was killed leaves its pid file, and the next one refuses to start if that number is taken: by another
 * program, or by the dead daemon itself where no init process reaps it (state Z in /proc/PID/stat). containerd, which
 * dockerd starts, has one of its own.
 */
function removeStalePidFiles() {
  for (const [file, program] of Object.entries(PID_FILES)) {
    if (!existsSync(file)) continue;
    const status = `/proc/${readFileSync(file, 'utf8').trim()}/stat`;
    const runs = existsSync(status) && new RegExp(`\\(${program}\\) [^ZX]`).test(readFileSync(status, 'utf8'));
    if (!runs) rmSync(file);
  }
}

/**
 * A daemon that was killed leaves the bridges of its networks in the kernel. They keep their address ranges, of which
 * an engine has about thirty, even when the engine's data no longer holds those networks. No daemon runs here, and
 * one that starts makes the bridges of the networks that it does hold. A bridge with an interface in it stays.
 */
async function removeStaleBridges() {
  const links = '/sys/class/net';
  if (!existsSync(links) || !isInstalled('ip')) return;
  const bridges = readdirSync(links).filter((name) => /^br-[0-9a-f]{12}$/.test(name));
  const unused = bridges.filter((name) => readdirSync(`${links}/${name}/brif`).length === 0);
  for (const name of unused) await run('ip', ['link', 'delete', name]);
}

async function waitUntil(isThere, ended, explain) {
  const deadline = Date.now() + DEADLINE_MS;
  while (Date.now() < deadline) {
    if (await isThere()) return;
    if (ended() !== undefined) break;
    await sleep(200);
  }
  throw new NeedsUser(
    `Docker Engine did not start (${ended() ?? `no answer after ${DEADLINE_MS / 1000} s`}); ${explain()}`,
  );
}
