/**
 * Completes a builder's registries with the engine's settings, so that both builders pull the same
 * image from the same registry. Pure.
 *
 *   mirrors             of Docker Hub; those of the project file are first
 *   insecure registry   insecure here, too
 *   insecure network    the same for every registry known here whose host is an address in it
 *
 * Gotcha: the engine resolves names to see whether they are in such a network. A builder's
 * configuration is written before it is known which names will be used. So a registry that is known
 * by a name must itself be named as insecure.
 */
import { BlockList, isIP } from 'node:net';
import type { Registries, RegistrySettings } from '@smolfaas/core';

/** The engine's settings for registries. The folder that reads them exports the same shape. */
export interface EngineRegistries {
  readonly mirrors: readonly string[];
  readonly insecure: readonly string[];
  readonly insecureNetworks: readonly string[];
}

const HUB = 'docker.io';

/**
 * @param bases references of images that will be pulled; their registries may be in an insecure
 *   network
 */
export function asTheEngine(own: Registries, engine: EngineRegistries, bases: readonly string[] = []): Registries {
  const all = new Map<string, RegistrySettings>(Object.entries(own));
  const add = (host: string, more: RegistrySettings) => all.set(host, { ...more, ...all.get(host) });
  const mirrors = engine.mirrors.map((address) => address.replace(/^https?:\/\//, '').replace(/\/$/, ''));
  if (mirrors.length > 0) {
    const chosen = all.get(HUB)?.mirrors ?? [];
    all.set(HUB, { ...all.get(HUB), mirrors: [...new Set([...chosen, ...mirrors])] });
  }
  const plain = engine.mirrors.filter((address) => address.startsWith('http://')).map((address) => hostOf(address));
  for (const host of [...engine.insecure, ...plain]) add(host, { insecure: true });
  const isInside = insideOf(engine.insecureNetworks);
  for (const host of [...all.keys(), ...mirrors.map(hostOf), ...bases.map(hostOf)]) {
    if (isInside(host)) add(host, { insecure: true });
  }
  return Object.fromEntries([...all].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Host and port of an address or a reference. */
function hostOf(text: string): string {
  return text.replace(/^https?:\/\//, '').split('/')[0] ?? text;
}

function insideOf(networks: readonly string[]): (host: string) => boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits = ''] = network.split('/');
    const family = isIP(address);
    if (family !== 0 && /^\d+$/.test(bits)) list.addSubnet(address, Number(bits), family === 6 ? 'ipv6' : 'ipv4');
  }
  return (host) => {
    const address = host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
    const family = isIP(address);
    return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
  };
}
