/**
 * `check` for the certificate that the router really serves: may a client that trusts the root
 * accept it now? Pure.
 *
 * Gotcha: the router renews its certificate by itself while it runs, so a fault here means that it
 * could not, or that this machine's clock and the one of the engine's machine differ.
 */
import type { ServedCertificate } from '../contract/published.js';

/**
 * The fault of this certificate for clients that ask for `host` at `now` (milliseconds); undefined
 * when there is none.
 */
export function certificateFault(certificate: ServedCertificate, host: string, now: number): string | undefined {
  const { notBefore, notAfter, names } = certificate;
  if (now > notAfter.getTime()) return `Certificate expired at ${minute(notAfter)}`;
  if (now < notBefore.getTime()) return `Certificate not valid before ${minute(notBefore)}`;
  if (!names.some((name) => covers(name, host)))
    return `Certificate is for ${names.join(', ') || 'no name'}, not ${host}`;
  return undefined;
}

/** RFC 6125 6.4.3: `*` stands for exactly one label, the leftmost. */
function covers(name: string, host: string): boolean {
  if (!name.startsWith('*.')) return name.toLowerCase() === host.toLowerCase();
  const dot = host.indexOf('.');
  return dot > 0 && host.slice(dot).toLowerCase() === name.slice(1).toLowerCase();
}

const minute = (date: Date): string => `${date.toISOString().slice(0, 16)}Z`;
