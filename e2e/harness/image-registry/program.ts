/**
 * The registry's program: `docker-registry` of Debian (distribution 2.8), the one that most private registries are made from.
 *
 * Its package is only unpacked, never installed: 5 MB into `.tools` of the repository, once. It needs a Debian or Ubuntu host, as the
 * second engine of these tests does.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const HOME = fileURLToPath(new URL('../../../.tools/docker-registry', import.meta.url));
const PROGRAM = join(HOME, 'usr', 'bin', 'docker-registry');

/** A fresh machine has no package lists. Another part of a set-up may be using apt: then this waits (tools/process/apt.mjs). */
const FETCH = 'apt-get download docker-registry || { apt-get update && apt-get download docker-registry; }';

/** Absolute path of the program. @throws when it cannot be had, with apt's words */
export async function registryProgram(): Promise<string> {
  if (existsSync(PROGRAM)) return PROGRAM;
  await mkdir(join(HOME, '..'), { recursive: true });
  const dir = await mkdtemp(`${HOME}-`);
  const unpack = `(${FETCH}) >&2 && dpkg-deb --extract docker-registry_*.deb . && rm docker-registry_*.deb`;
  await promisify(execFile)('flock', [join(tmpdir(), 'smolfaas-apt.lock'), 'sh', '-c', unpack], { cwd: dir });
  await rename(dir, HOME);
  return PROGRAM;
}
