/**
 * The programs that SmolFaaS is held against, by the benchmark and by tests: Docker Compose and buildx, as Debian's next release has them.
 *
 *   apt lists of that release, kept apart  ->  .deb files  ->  cli-plugins directory  ->  DOCKER_CONFIG for the docker client
 *
 * Invariant: nothing is installed, and neither the host's apt nor the user's ~/.docker is touched. Everything is below
 * `$XDG_CACHE_HOME/smolfaas/bench`; deleting that directory undoes it.
 */
import { copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { debianMirror, KEYRING } from '../bases/sources/mmdebstrap.mjs';
import { ask, isInstalled, run } from '../process/command.mjs';

const RELEASE = 'trixie';
const PACKAGES = { compose: 'docker-compose', buildx: 'docker-buildx' };
const PLUGINS_IN_PACKAGE = 'usr/libexec/docker/cli-plugins';

/** The peers cannot be had here; the message says why. */
export class NoPeers extends Error {}

/**
 * Fetches what is missing of the wanted plug-ins. Resolves with `{ env, versions }`: the environment in which `docker compose` is the peer.
 * @throws NoPeers where this is no Debian-like system, or the packages do not come
 */
export async function providePeers(environment = process.env, wanted = Object.keys(PACKAGES)) {
  const cache = join(environment.XDG_CACHE_HOME || join(homedir(), '.cache'), 'smolfaas/bench');
  const config = join(cache, 'docker');
  if (!isInstalled('docker')) throw new NoPeers('there is no docker client on the PATH');
  const missing = wanted.filter((name) => !existsSync(join(config, `cli-plugins/docker-${name}`)));
  if (missing.length > 0) await fetchPlugins(cache, join(config, 'cli-plugins'), missing);
  const env = { ...environment, DOCKER_CONFIG: config };
  const versions = {
    compose: ask('docker', ['compose', 'version', '--short'], { env }),
    buildx: ask('docker', ['buildx', 'version'], { env })?.split(' ')[1],
  };
  if (wanted.some((name) => versions[name] === undefined))
    throw new NoPeers(`docker does not take the plug-ins in ${config}`);
  return { env, versions };
}

async function fetchPlugins(cache, plugins, names) {
  if (!isInstalled('apt-get') || !existsSync(KEYRING))
    throw new NoPeers('they are fetched with apt and Debian’s keyring');
  const work = join(cache, 'apt');
  try {
    await mkdir(join(work, 'lists/partial'), { recursive: true });
    await mkdir(join(work, 'cache/archives/partial'), { recursive: true });
    await mkdir(plugins, { recursive: true });
    await writeFile(join(work, 'sources.list'), `deb [signed-by=${KEYRING}] ${await debianMirror()} ${RELEASE} main\n`);
    await run('apt-get', [...aptOptions(work), 'update'], { cwd: work });
    await run('apt-get', [...aptOptions(work), 'download', ...names.map((name) => PACKAGES[name])], { cwd: work });
    for (const file of await readdir(work)) {
      if (file.endsWith('.deb')) await run('dpkg-deb', ['-x', file, 'unpacked'], { cwd: work });
    }
    const unpacked = join(work, 'unpacked', PLUGINS_IN_PACKAGE);
    for (const name of names) await copyFile(join(unpacked, `docker-${name}`), join(plugins, `docker-${name}`));
  } catch (error) {
    throw new NoPeers(error.message, { cause: error });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** An apt that knows nothing but our list. A frozen mirror's index may be past its date; its signature counts. */
function aptOptions(work) {
  const settings = {
    'Dir::Etc::sourcelist': join(work, 'sources.list'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::State::lists': join(work, 'lists'),
    'Dir::Cache': join(work, 'cache'),
    'Acquire::Check-Valid-Until': 'false',
    'APT::Sandbox::User': 'root',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}
