/**
 * A builder container as one value: the body of `POST /containers/create`, and its hash (pure,
 * golden-tested).
 *
 * A daemon that runs build steps starts containers itself, so it needs what a container usually may
 * not have. How little is enough depends on the host. These are the three levels, the lowest first:
 *
 * | privileges   | what it may do beyond a usual container                                       |
 * |--------------|-------------------------------------------------------------------------------|
 * | rootless     | user namespaces of its own (no seccomp and AppArmor profile, nothing of /proc |
 * |              | masked); no root, no capability of the host                                   |
 * | capabilities | root with SYS_ADMIN, NET_ADMIN (for steps without network), no profiles, and  |
 * |              | the host's cgroups                                                            |
 * | privileged   | everything that root may do on the host                                       |
 *
 * Invariants:
 *  1. No published port, no SmolFaaS network: the daemon listens on a socket inside the container,
 *     and functions cannot reach it.
 *  2. Its state is a volume. On a container's own layers the daemon could not stack layers, and
 *     would copy every file instead.
 *  3. The hash is the same for all three levels, since trying them is how SmolFaaS finds the one
 *     that a host allows.
 *  4. Trust and registries have a separate hash: part of them comes from the engine, and is unknown
 *     when settings are compared.
 *  5. Only SmolFaaS starts it, when a build needs it: no restart policy.
 */
import { createHash } from 'node:crypto';
import {
  type BuilderContainerSpec,
  type BuilderPrivileges,
  type BuilderReach,
  LABEL,
  type Labels,
  type ProxySettings,
} from '@smolfaas/core';
import { daemonConfig } from './daemon-config.js';
import { CONFIG_DIRECTORY, CONFIG_FILE, layoutOf, TRUST_FILE } from './layout.js';

/** From the lowest level to the highest. */
export const PRIVILEGES: readonly BuilderPrivileges[] = ['rootless', 'capabilities', 'privileged'];

/** The create body. Deterministic for equal arguments. */
export function builderCreateBody(spec: BuilderContainerSpec, privileges: BuilderPrivileges) {
  const body = bodyWithoutLabels(spec, privileges);
  const own = {
    [LABEL.specHash]: builderSpecHash(spec),
    [LABEL.privileges]: privileges,
    [LABEL.reach]: reachHash(spec.reach),
  };
  return { ...body, Labels: { ...sorted(spec.labels), ...own } };
}

/** SHA-256, hex, of all bodies and configurations that the spec may lead to. */
export function builderSpecHash(spec: BuilderContainerSpec): string {
  const ways = PRIVILEGES.map((one) => [bodyWithoutLabels(spec, one), daemonConfig(one)]);
  return createHash('sha256')
    .update(JSON.stringify([sorted(spec.labels), ways]))
    .digest('hex');
}

/** SHA-256, hex, of everything that the container's files say about registries and trust. */
export function reachHash({ registries, trust }: BuilderReach): string {
  return createHash('sha256').update(JSON.stringify(registries)).update('\0').update(trust).digest('hex');
}

function bodyWithoutLabels(spec: BuilderContainerSpec, privileges: BuilderPrivileges) {
  const { HostConfig: more, Env: env, ...rest } = WAYS[privileges];
  const image = privileges === 'rootless' ? (spec.rootlessImage ?? spec.image) : spec.image;
  return {
    Image: image,
    ...rest,
    Env: [...env, `SSL_CERT_FILE=${CONFIG_DIRECTORY}/${TRUST_FILE}`, ...proxyVariables(spec.reach.proxy)],
    StopTimeout: 10,
    HostConfig: {
      ...more,
      Mounts: [
        {
          Type: 'volume',
          Source: spec.volume,
          Target: layoutOf(privileges).volume,
          VolumeOptions: { Labels: volumeLabels(spec.labels) },
        },
        ...more.Mounts,
      ],
      Init: false,
      RestartPolicy: { Name: 'no' },
      LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '3' } },
    },
  };
}

/**
 * A daemon reads its proxies only from the environment, so every user who may inspect containers
 * can see them.
 */
function proxyVariables(proxy: ProxySettings = {}): string[] {
  return Object.entries(proxy)
    .map(([kind, value]: [string, string]) => `${kind.toUpperCase()}_PROXY=${value}`)
    .sort();
}

const CONFIG = `${CONFIG_DIRECTORY}/${CONFIG_FILE}`;
const NO_PROFILES = ['seccomp=unconfined', 'apparmor=unconfined'];
/**
 * Cgroups v2 appear namespaced, and inside a namespace a container could not find the cgroup of its
 * steps.
 */
const CGROUPS = { Type: 'bind', Source: '/sys/fs/cgroup', Target: '/sys/fs/cgroup', ReadOnly: false };

const WAYS = {
  rootless: {
    User: '1000:1000',
    Entrypoint: ['rootlesskit', 'buildkitd'],
    Cmd: ['--config', CONFIG],
    Env: ['HOME=/home/user', 'USER=user', 'XDG_RUNTIME_DIR=/run/user/1000', 'TMPDIR=/home/user/.local/tmp'],
    HostConfig: {
      CapDrop: ['ALL'],
      CapAdd: ['SETUID', 'SETGID'], // only for newuidmap and newgidmap, which give the daemon its range of users
      SecurityOpt: NO_PROFILES,
      MaskedPaths: [],
      ReadonlyPaths: [],
      Mounts: [],
    },
  },
  capabilities: {
    Entrypoint: ['buildkitd'],
    Cmd: ['--config', CONFIG],
    Env: [],
    HostConfig: {
      CapAdd: ['SYS_ADMIN', 'NET_ADMIN'],
      SecurityOpt: NO_PROFILES,
      CgroupnsMode: 'host',
      Mounts: [CGROUPS],
    },
  },
  privileged: {
    Entrypoint: ['buildkitd'],
    Cmd: ['--config', CONFIG],
    Env: [],
    HostConfig: { Privileged: true, Mounts: [] },
  },
} as const;

/**
 * The volume is created with the container. Its labels name its project, and its role: a volume.
 */
function volumeLabels(labels: Labels): Labels {
  return sorted({ ...labels, [LABEL.role]: 'volume' });
}

/**
 * The engine keeps labels as a map. The hash must not depend on the order in which they were
 * written.
 */
function sorted(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
