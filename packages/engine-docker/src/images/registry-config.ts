/**
 * Reads how the engine itself reaches registries (its daemon.json), for builders outside it that
 * should do the same.
 *
 *   GET /info   RegistryConfig.Mirrors                 mirrors of Docker Hub, as addresses with
 *                                                      http:// or https://
 *               RegistryConfig.IndexConfigs.<host>     Secure: false for an insecure registry
 *               RegistryConfig.InsecureRegistryCIDRs   insecure networks, 127.0.0.0/8 among them
 *
 * Gotcha: Podman has no such field. Only Podman itself reads its registries.conf.
 */
import type { Connection } from '../connection/connection.js';

/** The engine's own settings for registries. */
export interface EngineRegistries {
  /** Addresses of mirrors of Docker Hub. */
  readonly mirrors: readonly string[];
  /** Hosts of insecure registries. */
  readonly insecure: readonly string[];
  /** Networks of insecure registries, such as `10.0.0.0/8`. */
  readonly insecureNetworks: readonly string[];
}

/** @throws SmolfaasError engine-* */
export async function engineRegistries(engine: Connection, signal: AbortSignal): Promise<EngineRegistries> {
  const info: unknown = await engine.call('ask for its registries', signal, (docker) => docker.info());
  return parseEngineRegistries(info);
}

/** Pure. Missing or malformed parts are empty. */
export function parseEngineRegistries(info: unknown): EngineRegistries {
  const config = objectAt(info, 'RegistryConfig');
  const indexes = Object.entries(objectAt(config, 'IndexConfigs') ?? {});
  return {
    mirrors: texts(config?.['Mirrors']),
    insecure: indexes.flatMap(([host, index]) => (isInsecure(index) ? [host] : [])),
    insecureNetworks: texts(config?.['InsecureRegistryCIDRs']),
  };
}

function isInsecure(index: unknown): boolean {
  return typeof index === 'object' && index !== null && 'Secure' in index && index.Secure === false;
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function objectAt(value: unknown, key: string): Record<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const inner: unknown = Object.entries(value).find(([name]) => name === key)?.[1];
  return typeof inner === 'object' && inner !== null ? { ...inner } : undefined;
}
