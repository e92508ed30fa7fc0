/**
 * FunctionManager of the in-memory engine. It fulfils the whole contract, not only the parts that
 * the pipelines use: the conformance suite of `@smolfaas/testing` runs against it as against the
 * real one.
 */
import { SmolfaasError } from '../contract/errors.js';
import type { ContainerChange, ContainerSpec, FunctionManager } from '../contract/function-manager.js';
import { LABEL, type Labels } from '../contract/labels.js';
import { Funnel } from '../async/funnel.js';
import { detailsOf } from './observe.js';
import { containerNamed, effect, type World } from './world.js';

/** The containers of functions. */
export function fakeFunctions(world: World): FunctionManager {
  return {
    start: async (spec, signal) => {
      signal.throwIfAborted();
      requireFree(world, spec.function, spec.name);
      if (!world.images.has(spec.image)) throw failed(spec.function, `no image ${spec.image}`);
      if (![...world.networks.values()].some(({ name }) => name === spec.network))
        throw failed(spec.function, 'no network');
      const id = `c${world.next()}`;
      const state = world.behaviours.get(spec.function) === 'exits' ? 'exited' : 'running';
      const { name, alias, address, labels, network, networks = [], image: imageId } = spec;
      const unknown = networks.find((one) => ![...world.networks.values()].some(({ name: known }) => known === one));
      if (unknown !== undefined) throw failed(spec.function, `no network ${unknown}`);
      effect(world, `start ${name}`);
      const certificates = certificatesOf(spec);
      world.containers.set(id, {
        id,
        name,
        aliases: [alias, address],
        state,
        imageId,
        labels,
        networks: [network, ...networks],
        ports: [],
        certificates,
        spec,
      });
      changed(world, id, labels, 'started');
      return { id };
    },
    diagnose: async (id, signal) => {
      signal.throwIfAborted();
      const container = world.containers.get(id);
      const read = container?.certificates?.trimEnd().split('\n') ?? [];
      const log = container === undefined ? [] : [...read, 'last words'];
      return { state: container?.state ?? 'gone', oomKilled: false, restarts: 0, log };
    },
    details: async (id, signal) => {
      signal.throwIfAborted();
      const container = world.containers.get(id);
      return container && detailsOf(container);
    },
    usage: async (id, signal) => {
      signal.throwIfAborted();
      if (world.containers.get(id)?.state !== 'running') return undefined;
      return { at: world.next(), memoryBytes: 20 * 2 ** 20, cpuNs: world.next() };
    },
    crashes: async (_ids, _sinceMs, signal) => {
      signal.throwIfAborted();
      return [];
    },
    async *logs(id, { tail }, signal) {
      signal.throwIfAborted();
      const container = world.containers.get(id);
      if (container === undefined) throw new SmolfaasError('engine-error', { call: 'logs', status: 404, message: id });
      const read = container.certificates?.trimEnd().split('\n') ?? [];
      const lines = [...read, 'last words'].slice(tail === undefined ? 0 : -tail);
      for (const text of lines) yield { stream: 'stdout', time: '1970-01-01T00:00:00Z', text };
    },
    async *changes(project, _lookBackMs, signal) {
      signal.throwIfAborted();
      const changes = new Funnel<ContainerChange>(Infinity);
      signal.addEventListener('abort', () => changes.fail(signal.reason), { once: true });
      world.listeners.add((change) => void changes.put(change));
      for (;;) for (const one of await changes.take()) if (one.labels[LABEL.project] === project) yield one;
    },
    rename: async (id, name, signal) => {
      signal.throwIfAborted();
      const container = world.containers.get(id);
      if (container === undefined)
        throw new SmolfaasError('engine-error', { call: 'rename', status: 404, message: id });
      if (world.fixedNames) throw new SmolfaasError('engine-error', { call: 'rename', status: 501, message: name });
      requireFree(world, name, name);
      effect(world, `rename ${container.name} ${name}`);
      container.name = name;
    },
    remove: async (id, _graceMs, signal) => {
      signal.throwIfAborted();
      const container = world.containers.get(id);
      if (container === undefined) return;
      effect(world, `remove ${container.name}`);
      world.containers.delete(id);
      changed(world, id, container.labels, 'ended');
      changed(world, id, container.labels, 'removed');
    },
  };
}

function changed(world: World, containerId: string, labels: Labels, change: ContainerChange['change']): void {
  const ended = change === 'ended' ? { requested: true, exitCode: 143 } : {};
  for (const listener of world.listeners) listener({ containerId, labels, change, at: Date.now(), ...ended });
}

/** The output of a program that prints the file at `SSL_CERT_FILE`. */
function certificatesOf({ certificates, env }: ContainerSpec): string | undefined {
  return certificates?.path === env['SSL_CERT_FILE']
    ? certificates && Buffer.from(certificates.pem).toString()
    : undefined;
}

function failed(fn: string, message: string): SmolfaasError {
  return new SmolfaasError('container-failed', { function: fn, message });
}

/**
 * Refuses a taken name. The error names a foreign holder. For a name that SmolFaaS holds, a real
 * engine waits and then fails with its own message.
 */
function requireFree(world: World, fn: string, name: string): void {
  const holder = containerNamed(world, name);
  if (holder === undefined) return;
  if (holder.labels[LABEL.project] !== undefined) throw failed(fn, `name ${name} is taken`);
  throw new SmolfaasError('foreign-object', { kind: 'container', name, id: holder.id });
}
