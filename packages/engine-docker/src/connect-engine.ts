/**
 * The composition root: the only file that connects the folders of this package.
 *
 *   endpoint/, connection/    find the engine and talk to it
 *   images/, volumes/, networks/, containers/
 *                             one file per verb, by noun -> the managers, and the verbs that router
 *                             and builder need
 *   observe/                  what exists
 *   builder/                  builds images through its BuildKit, loaded with the first build only
 *   registry/                 knows the user's logins, for every image that is pulled
 *   @smolfaas/router-caddy, @smolfaas/state-sqlite
 *                             the router in one of its containers, and the records
 *
 * Invariants:
 *  1. A folder imports only folders above it (tools/doors).
 *  2. The environment is a parameter: nothing below this file reads `process.env`.
 *
 * Gotcha: loading BuildKit's client takes longer than a run without any build, hence `lazyBuilder`.
 */
import type { Engine } from '@smolfaas/core';
import { buildKitTarget } from './buildkit-target.js';
import { builderSpecHash } from './builder/container/create-body.js';
import { createCaddyManager } from '@smolfaas/router-caddy';
import { chooseBuilder } from './choose-builder.js';
import { connectFirst } from './connection/connect.js';
import { containerEngine } from './containers/container-engine.js';
import { shellManager } from './containers/shell-manager.js';
import { dockerConfigDir } from './endpoint/docker-config.js';
import { findEndpoints } from './endpoint/find-endpoints.js';
import { hostFiles } from './endpoint/client-host.js';
import { functionManager } from './containers/function-manager.js';
import { hostPorts } from './networks/host-ports/host-ports.js';
import { imageManager } from './images/image-manager.js';
import { imageStore } from './images/image-store.js';
import { engineRegistries } from './images/registry-config.js';
import { isRootless } from './connection/rootless.js';
import { ensureNetwork } from './networks/ensure-network.js';
import { findNetwork } from './networks/join-network.js';
import { removeNetwork } from './networks/remove-network.js';
import { observe } from './observe/observe.js';
import { removeVolume } from './volumes/remove-volume.js';
import { volumeBytes } from './volumes/volume-bytes.js';
import { lazyBuilder } from './lazy-builder.js';
import { asTheEngine } from './registry/as-the-engine.js';
import { registryLogins } from './registry/logins.js';
import { sqliteState } from '@smolfaas/state-sqlite';

/** Where to look for the engine. */
export interface ConnectOptions {
  /**
   * DOCKER_HOST, DOCKER_CONTEXT, DOCKER_CONFIG, DOCKER_CERT_PATH, DOCKER_TLS_VERIFY and
   * XDG_RUNTIME_DIR are read; for logins also DOCKER_AUTH_CONFIG and PATH. Credential helpers
   * inherit all of it.
   */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute path of the user's home directory. */
  readonly home: string;
  /**
   * An address in Docker's notation, such as `unix:///var/run/docker.sock`. It overrides the
   * environment.
   */
  readonly dockerHost?: string | undefined;
  /**
   * Absolute paths of directories whose programs are never started, even if PATH names them: those
   * of the project.
   */
  readonly untrusted?: readonly string[];
  /** Ends the attempt to connect; its reason is thrown. Every call also has its own deadline. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Connects to the engine and assembles everything. `close` closes all connections, so that the
 * process can end.
 * @throws SmolfaasError engine-not-found, engine-unreachable, engine-permission, engine-hangs,
 *   engine-died, engine-too-old
 */
export async function connectEngine(options: ConnectOptions): Promise<Engine> {
  const { env, home, dockerHost, untrusted = [], signal = new AbortController().signal } = options;
  const client = { env, home, files: hostFiles, ...(dockerHost !== undefined && { dockerHost }) };
  const engine = await connectFirst(findEndpoints(client), signal);
  const logins = registryLogins({ configDir: dockerConfigDir(client), env, home, untrusted });
  const images = imageManager(engine, logins);
  const containers = containerEngine(engine, logins);
  const own = { target: buildKitTarget(engine.endpoint, engine.newestApi), endpoint: engine.endpoint.label };
  const builder = lazyBuilder(async () => {
    const { builderAccess } = await import('./builder/buildkit-manager.js');
    return builderAccess({
      ...own,
      engine: containers,
      images: imageStore(engine, images),
      logins,
      async reach(reach, asked) {
        return { ...reach, registries: asTheEngine(reach.registries, await engineRegistries(engine, asked)) };
      },
    });
  });
  return {
    builder: {
      ...builder,
      choose: (spec, late) => chooseBuilder(spec, own, late),
      specHash: builderSpecHash,
    },
    functions: functionManager(engine),
    images,
    networks: {
      ensure: (name, labels, late) => ensureNetwork(engine, name, labels, late),
      find: (name, late) => findNetwork(engine, name, late),
      remove: (id, late) => removeNetwork(engine, id, late),
    },
    volumes: {
      bytes: (names, late) => volumeBytes(engine, names, late),
      remove: (name, late) => removeVolume(engine, name, late),
    },
    observe: (scope, late) => observe(engine, scope, late),
    router: createCaddyManager(containers),
    shells: shellManager(engine),
    state: sqliteState(),
    ports: hostPorts({
      isLocal: engine.endpoint.address.kind === 'socket',
      isRootless: () => isRootless(engine, new AbortController().signal),
    }),
    close() {
      builder.close();
      engine.close();
    },
  };
}
