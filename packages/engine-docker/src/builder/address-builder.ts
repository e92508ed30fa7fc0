/**
 * The builder behind an address: a daemon that the user runs. SmolFaaS checks once whether it
 * responds; starting it is up to the user.
 */
import type { BuildKitTarget } from '@smolfaas/buildkit';
import { type BuilderSpec, SmolfaasError } from '@smolfaas/core';
import { memoryLedger } from './bases/ledger.js';
import { offerBases } from './bases/offer-bases.js';
import type { BuilderContext, HeldBuilder } from './builder-context.js';
import { daemonBuilder } from './daemon-builder.js';
import { sharedClient } from './shared-client.js';

type AddressSpec = Extract<BuilderSpec, { kind: 'address' }>;

/** @throws builder-unreachable */
export async function addressBuilder(
  spec: AddressSpec,
  { images, logins }: BuilderContext,
  signal: AbortSignal,
): Promise<HeldBuilder> {
  const { address } = spec;
  const client = sharedClient(targetOf(spec));
  const lost = async (_: string, error: Error) =>
    new SmolfaasError('builder-unreachable', { address, message: error.message }, { cause: error });
  try {
    await client.get(signal);
  } catch (error) {
    signal.throwIfAborted();
    client.close();
    throw error instanceof Error ? await lost('', error) : error;
  }
  const bases = offerBases({ images, ledger: memoryLedger() });
  const builder = daemonBuilder(
    { kind: 'address', address },
    { client, endpoint: address, fetcher: 'builder', logins, lost },
    images,
    bases.offer,
  );
  const close = () => {
    client.close();
    bases.close();
  };
  return { builder, close };
}

/** The settings have already validated the address. Pure. */
export function targetOf({ address, tls }: AddressSpec): BuildKitTarget {
  if (address.startsWith('unix://')) return { kind: 'unix', socketPath: address.slice('unix://'.length) };
  const { hostname, port } = new URL(address.replace('tcp:', 'http:'));
  // A URL object hides port 80.
  const host = hostname.replace(/^\[|\]$/g, '');
  return { kind: 'tcp', host, port: Number(port || 80), ...(tls && { tls }) };
}
