/**
 * The engines that SmolFaaS is tried on beside the one at hand, as data: where each comes from, and how its daemon is started.
 *
 * All but one are packages of Debian, so their version is what that release of Debian has; Docker Engine 29 is in none, so its daemon is compiled.
 * Two entries may share a root file system and differ in settings only. The harness that runs them is e2e/harness/throwaway-engine.ts.
 */

/**
 * @typedef {object} EngineKind
 * @property {string} id       in commands, variables and results: `docker-28.5`
 * @property {string} title    for people
 * @property {'dockerd' | 'podman'} daemon
 * @property {string | undefined} root  its root file system, a key of ROOTS; undefined is this machine's own
 * @property {readonly ('engine' | 'container')[]} builders  those that can build for it
 * @property {object} settings  dockerd's daemon.json; nothing for Podman
 * @property {'containerd'} [images]  its image store, where that is not Docker's own or Podman's
 */

const COMMON = ['iptables', 'iproute2', 'ca-certificates', 'mount'];

/**
 * Docker Engine 29.8.1 as the Go module proxy has it: tag v2.0.0-beta.24 of github.com/moby/moby/v2 is that release (`releases/versions.yaml` in it names
 * the version). go.mod beside this file pins it.
 */
const DOCKER_29 = {
  module: 'dockerd',
  packages: ['github.com/moby/moby/v2/cmd/dockerd', 'github.com/moby/moby/v2/cmd/docker-proxy'],
  variables: { 'github.com/moby/moby/v2/dockerversion.Version': '29.8.1' },
  optimized: false,
  into: 'usr/sbin',
};

const DOCKER_OF_SID = { suite: 'sid', packages: ['docker.io', ...COMMON] };

/**
 * Root file systems by name: the release of Debian and what is installed there. Programs in `go` are compiled and laid over it, see programs.mjs; of
 * Debian's packages remain then containerd, runc and docker-init.
 */
export const ROOTS = {
  'docker-26.1': { suite: 'trixie', packages: ['docker.io', ...COMMON] },
  'docker-28.5': DOCKER_OF_SID,
  'docker-29': { ...DOCKER_OF_SID, go: DOCKER_29 },
  'podman-4.3': { suite: 'bookworm', packages: ['podman', 'netavark', 'aardvark-dns', 'catatonit', 'runc', ...COMMON] },
};

/** @type {readonly EngineKind[]} */
export const ENGINES = [
  {
    id: 'docker-host',
    title: 'Docker Engine of this machine',
    daemon: 'dockerd',
    root: undefined,
    builders: ['engine', 'container'],
    settings: {},
  },
  {
    id: 'docker-26.1',
    title: 'Docker Engine 26.1',
    daemon: 'dockerd',
    root: 'docker-26.1',
    builders: ['engine', 'container'],
    settings: {},
  },
  {
    id: 'docker-28.5',
    title: 'Docker Engine 28.5',
    daemon: 'dockerd',
    root: 'docker-28.5',
    builders: ['engine', 'container'],
    settings: {},
  },
  {
    id: 'docker-28.5-containerd',
    title: 'Docker Engine 28.5, containerd image store',
    daemon: 'dockerd',
    root: 'docker-28.5',
    builders: ['engine', 'container'],
    settings: { features: { 'containerd-snapshotter': true } },
    images: 'containerd',
  },
  {
    id: 'docker-29',
    title: 'Docker Engine 29.8',
    daemon: 'dockerd',
    root: 'docker-29',
    builders: ['engine', 'container'],
    settings: {},
    images: 'containerd',
  },
  {
    id: 'podman-4.3',
    title: 'Podman 4.3',
    daemon: 'podman',
    root: 'podman-4.3',
    builders: ['container'],
    settings: {},
  },
];

/** Those that take seconds to make; for the others a compiler runs for minutes, so they are not in every run of `npm test`. */
export const QUICK_ENGINES = ENGINES.filter(({ root }) => root === undefined || ROOTS[root].go === undefined);

/** The engine of this id. Throws, with the ids that there are, when there is none. */
export function engineKind(id) {
  const found = ENGINES.find((engine) => engine.id === id);
  if (found !== undefined) return found;
  throw new Error(`there is no engine "${id}" here; known: ${ENGINES.map((engine) => engine.id).join(', ')}`);
}
