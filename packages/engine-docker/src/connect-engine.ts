/**
 * The composition root: the one place where the rooms of this package meet.
 *
 *   docker/   finds the engine and speaks with it      -> functions, images, ports, and the container verbs that the router needs
 *   builder/  builds images through its BuildKit       -> builder, loaded with the first build only
 *   registry/ knows the user's logins at registries    -> for whoever fetches an image: builder/ and docker/
 *   caddy/    runs the router in one of its containers -> router
 *   sqlite/   remembers                                -> state
 *
 * Must stay true: no room imports another; what one needs of another it declares itself, and gets it here. The environment is
 * a parameter: nothing below this file reads `process.env`.
 *
 * What would surprise: BuildKit's client costs more time to load than a run without any build takes, hence `lazyBuilder`.
 */
import type { Engine } from '@smolfaas/core';
import { buildKitTarget } from './buildkit-target.js';
import { builderSpecHash } from './builder/container/create-body.js';
import { createCaddyManager } from './caddy/manager.js';
import { builderVerbs } from './docker/builder-verbs.js';
import { connectFirst } from './docker/connection/connect.js';
import { containers } from './docker/containers.js';
import { dockerConfigDir } from './docker/endpoint/docker-config.js';
import { findEndpoints } from './docker/endpoint/find-endpoints.js';
import { hostFiles } from './docker/endpoint/place.js';
import { functionManager } from './docker/function-manager.js';
import { hostPorts } from './docker/host-ports/host-ports.js';
import { imageManager } from './docker/image-manager.js';
import { engineRegistries } from './docker/registry-config.js';
import { isRootless } from './docker/rootless.js';
import { lazyBuilder } from './lazy-builder.js';
import { asTheEngine } from './registry/as-the-engine.js';
import { registryLogins } from './registry/logins.js';
import { sqliteState } from './sqlite/state-access.js';

/** Where to look for the engine. */
export interface ConnectOptions {
  /**
   * DOCKER_HOST, DOCKER_CONTEXT, DOCKER_CONFIG, DOCKER_CERT_PATH, DOCKER_TLS_VERIFY and XDG_RUNTIME_DIR are looked at; for logins also
   * DOCKER_AUTH_CONFIG and PATH. Credential helpers inherit all of it.
   */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute path of the user's home. */
  readonly home: string;
  /** An address in Docker's spelling, such as `unix:///var/run/docker.sock`; wins over the environment. */
  readonly dockerHost?: string | undefined;
  /** Absolute paths of directories whose programs are never started, though PATH may name them: the project's. */
  readonly untrusted?: readonly string[];
  /** Ends the attempt to connect; its reason is thrown. Every call has a deadline of its own without it. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Connects to the engine and puts everything together. `close` lets go of all connections, so that the process can end.
 * @throws SmolfaasError engine-not-found, engine-unreachable, engine-permission, engine-hangs, engine-died, engine-too-old
 */
export async function connectEngine(options: ConnectOptions): Promise<Engine> {
  const { env, home, dockerHost, untrusted = [], signal = new AbortController().signal } = options;
  const place = { env, home, files: hostFiles, ...(dockerHost !== undefined && { dockerHost }) };
  const engine = await connectFirst(findEndpoints(place), signal);
  const logins = registryLogins({ configDir: dockerConfigDir(place), env, home, untrusted });
  const images = imageManager(engine, logins);
  const builder = lazyBuilder(async () => {
    const { builderAccess } = await import('./builder/buildkit-manager.js');
    const { endpoint } = engine;
    const verbs = builderVerbs(engine, logins);
    const target = buildKitTarget(endpoint, engine.newestApi);
    return builderAccess({
      target,
      endpoint: endpoint.label,
      engine: verbs,
      images,
      logins,
      async reach(own, asked) {
        return { ...own, registries: asTheEngine(own.registries, await engineRegistries(engine, asked)) };
      },
    });
  });
  return {
    builder: { ...builder, specHash: builderSpecHash },
    functions: functionManager(engine),
    images,
    router: createCaddyManager(containers(engine, logins)),
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
