/**
 * Names and helpers of one run of the FunctionManager's suite: objects of the run's own project,
 * and objects without a project, which act as foreign ones. The engine itself makes both, so the
 * suite needs only the contract.
 */
import { randomBytes } from 'node:crypto';
import { type ContainerSpec, LABEL, type Labels, type Observed } from '@smolfaas/core';
import { type EngineObjects, sweep } from './sweep.js';

/**
 * An engine whose FunctionManager, NetworkManager and VolumeManager are tested, and the image names
 * of its ImageManager.
 */
export interface FunctionManagerSubject {
  readonly engine: EngineObjects;
  /**
   * Id or reference of an image. Its command prints the file that `SSL_CERT_FILE` names (if set),
   * continues to run, and ends at SIGTERM under the engine's init. It has no label of SmolFaaS:
   * containers inherit labels, and foreign containers are made from it, too.
   */
  readonly image: string;
}

export interface FunctionFixture {
  readonly run: string;
  readonly engine: EngineObjects;
  readonly image: string;
  readonly labels: Labels;
  readonly signal: AbortSignal;
  /** The run's network; made once. */
  readonly network: () => Promise<string>;
  readonly observe: (names?: {
    readonly containers?: readonly string[];
    readonly network?: string;
  }) => Promise<Observed>;
  readonly spec: (name: string, changes?: Partial<ContainerSpec>) => Promise<ContainerSpec>;
  /** Starts a container without a project; it may have labels from its image. */
  readonly startForeign: (name: string, network?: string, inherited?: Labels) => Promise<string>;
  /** Makes a network without a project. */
  readonly foreignNetwork: (name: string) => Promise<string>;
  readonly close: () => Promise<void>;
}

export function functionFixture({ engine, image }: FunctionManagerSubject): FunctionFixture {
  const run = `smolfaas-test-${randomBytes(4).toString('hex')}`;
  const labels = { [LABEL.project]: run };
  const signal = new AbortController().signal;
  const foreign = { containers: new Array<string>(), networks: new Array<string>() };
  const scope = { containerNames: [], networkName: '', volumeNames: [] };
  const network = () => engine.networks.ensure(run, labels, signal).then(() => run);
  const spec: FunctionFixture['spec'] = async (name, changes) => ({
    function: name,
    generation: 1,
    name: `${run}-${name}`,
    alias: `${run}-${name}`,
    address: `1.${run}-${name}`,
    instance: 1,
    image,
    network: changes?.network ?? (await network()),
    env: { PORT: '8000' },
    labels: { ...labels, [LABEL.role]: 'function', [LABEL.function]: name },
    memoryBytes: 64 << 20,
    cpuShares: 128,
    pids: 64,
    readOnlyRoot: true,
    init: true,
    ...changes,
  });
  return {
    run,
    engine,
    image,
    labels,
    signal,
    network,
    spec,
    observe: ({ containers = [], network: networkName = '' } = {}) =>
      engine.observe({ ...scope, containerNames: containers, networkName }, signal),
    async startForeign(name, on, inherited = {}) {
      const { id } = await engine.functions.start(
        await spec(name, { labels: inherited, ...(on !== undefined && { network: on }) }),
        signal,
      );
      foreign.containers.push(id);
      return id;
    },
    async foreignNetwork(name) {
      const id = await engine.networks.ensure(name, {}, signal);
      foreign.networks.push(id);
      return id;
    },
    async close() {
      for (const id of foreign.containers) await engine.functions.remove(id, 0, signal);
      await sweep(engine, run, { ...scope, networkName: run });
      for (const id of foreign.networks) await engine.networks.remove(id, signal);
    },
  };
}
