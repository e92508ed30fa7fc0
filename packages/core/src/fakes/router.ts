/**
 * CaddyManager and RouterLink of the in-memory engine. A probe reaches any running container that
 * has the address.
 */
import type { CaddyManager, ProbeResult, RouterLink, RouterSpec } from '../contract/caddy-manager.js';
import { SmolfaasError } from '../contract/errors.js';
import { namesIn } from '../observed/function-names.js';
import { LABEL } from '../contract/labels.js';
import { canonicalHash } from '../desired/canonical-hash.js';
import { effect, generationIn, type World } from './world.js';

const specHash = (spec: RouterSpec): string => canonicalHash({ ...spec, networkId: undefined, names: undefined });

/** Text in the form of a certificate. */
const ROOT = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';

/** The router: one container, one volume, one table. */
export function fakeRouter(world: World): CaddyManager {
  return {
    specHash,
    async published(_spec, _observed, _host, signal) {
      signal.throwIfAborted();
      return [];
    },
    async rootCertificate(observed, signal) {
      signal.throwIfAborted();
      return world.containers.has(observed.id) ? ROOT : undefined;
    },
    async startNames({ name, image, network, labels, names }, signal) {
      signal.throwIfAborted();
      effect(world, `names ${names.join(' ')}`);
      const id = `c${world.next()}`;
      const own = { ...labels, [LABEL.names]: names.join(',') };
      const container = {
        id,
        name,
        state: 'running',
        imageId: image,
        labels: own,
        networks: [network],
        ports: [],
      } as const;
      world.containers.set(id, { ...container, aliases: names });
    },
    async link(observed, signal) {
      signal.throwIfAborted();
      return observed?.state === 'running' ? fakeLink(world, observed.id) : undefined;
    },
    async ensure(spec, observed, signal) {
      signal.throwIfAborted();
      const present = observed && world.containers.get(observed.id);
      if (
        present?.state === 'running' &&
        present.name === spec.name &&
        present.labels[LABEL.specHash] === specHash(spec)
      )
        return fakeLink(world, present.id);
      if (world.absentImages.has(spec.image)) {
        const facts = { reference: spec.image, registry: '', why: 'unknown', fetcher: 'engine' } as const;
        throw new SmolfaasError('router-image-missing', { ...facts, message: 'no such image' });
      }
      requireFreePorts(world, spec, present?.id);
      effect(world, `router ${spec.name}`);
      if (present !== undefined) world.containers.delete(present.id);
      const id = `c${world.next()}`;
      const labels = { ...spec.labels, [LABEL.specHash]: specHash(spec), [LABEL.names]: (spec.names ?? []).join(',') };
      const port = (hostPort: number, containerPort: number) =>
        spec.bind.map((ip) => ({ ip, hostPort, containerPort }));
      const ports = [...port(spec.httpPort, 80), ...port(spec.httpsPort, 443)];
      const { name, network, volume, image: imageId } = spec;
      world.containers.set(id, {
        id,
        name,
        aliases: [name],
        state: 'running',
        imageId,
        labels,
        networks: [network],
        ports,
      });
      if (!world.volumes.has(volume)) {
        world.volumes.set(volume, { name: volume, labels: { ...spec.labels, [LABEL.role]: 'volume' } });
      }
      world.routes ??= { table: { addr: '', httpsPort: spec.httpsPort, routes: [] }, intact: true };
      return fakeLink(world, id);
    },
  };
}

/** Port 0 lets the engine choose, so it is never taken. */
function requireFreePorts(world: World, spec: RouterSpec, own: string | undefined): void {
  const others = [...world.containers.values()].filter(({ id }) => id !== own).flatMap(({ ports }) => ports);
  for (const port of [spec.httpPort, spec.httpsPort]) {
    const taken = others.find(({ ip, hostPort }) => hostPort === port && port !== 0 && spec.bind.includes(ip));
    if (taken !== undefined) throw new SmolfaasError('port-taken', { port, address: taken.ip });
  }
}

function fakeLink(world: World, id: string): RouterLink {
  const requireRunning = (): void => {
    const router = world.containers.get(id);
    if (router?.state === 'running') return;
    throw new SmolfaasError('router-unreachable', { name: router?.name ?? id, message: 'it does not run' });
  };
  return {
    names: namesIn(world.containers.get(id)?.labels ?? {}),
    async read(signal) {
      signal.throwIfAborted();
      requireRunning();
      return structuredClone(world.routes ?? { table: { addr: '', httpsPort: 0, routes: [] }, intact: false });
    },
    async push(table, signal) {
      signal.throwIfAborted();
      requireRunning();
      if (world.routerRefuses) throw new SmolfaasError('router-rejected-config', { message: 'no' });
      effect(
        world,
        `push ${table.routes.map((route) => `${route.function}->${generationIn(route.upstream)}`).join(' ')}`.trim(),
      );
      world.routes = { table: structuredClone(table), intact: true };
    },
    async fence(signal) {
      signal.throwIfAborted();
      requireRunning();
      effect(world, 'fence');
    },
    async probe(upstream, _timeoutMs, signal) {
      signal.throwIfAborted();
      requireRunning();
      return answer(world, upstream);
    },
    async connections(upstream, signal) {
      signal.throwIfAborted();
      requireRunning();
      return world.connections.get(upstream) ?? 0;
    },
    async *requests({ follow }, signal) {
      signal.throwIfAborted();
      requireRunning();
      yield* world.requests;
      if (follow) await aborted(signal);
    },
  };
}

/** Never resolves. @throws the signal's reason */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
}

function answer(world: World, upstream: string): ProbeResult {
  const [alias = '', port] = upstream.split(':');
  const target = [...world.containers.values()].find((one) => one.aliases.includes(alias) && one.state === 'running');
  if (target === undefined) return { kind: 'unresolved', detail: upstream };
  if (target.labels[LABEL.port] !== port) return { kind: 'refused', detail: `nothing listens on ${port}` };
  const behaviour = world.behaviours.get(target.labels[LABEL.function] ?? '') ?? { answers: 200 };
  if (typeof behaviour === 'string') return { kind: 'refused', detail: 'connection refused' };
  return { kind: 'answered', status: behaviour.answers };
}
