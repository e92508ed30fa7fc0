/**
 * Networks that SmolFaaS did not create and only joins.
 *
 *   GET  /networks                  the list, by name
 *   POST /networks/<name>/connect   {"Container": id}   200 | 404 no such network
 *
 * A container gets no alias there. Others on that network have no use for a name that would move
 * between generations; requests come through the router.
 */
import type { Connection } from '../connection/connection.js';

/** Id of a network of this name; undefined when there is none. @throws SmolfaasError engine-* */
export async function findNetwork(engine: Connection, name: string, signal: AbortSignal): Promise<string | undefined> {
  const all = await engine.call('list networks', signal, (docker, abortSignal) => docker.listNetworks({ abortSignal }));
  return all.find((network) => network.Name === name)?.Id;
}

/** Attaches a container that has not started yet. @throws SmolfaasError engine-* */
export async function joinNetwork(engine: Connection, id: string, name: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await engine.call(`connect container ${id} to network ${name}`, signal, (docker) =>
    docker.getNetwork(name).connect({ Container: id }),
  );
}
