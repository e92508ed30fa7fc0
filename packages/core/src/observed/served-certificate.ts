/**
 * `check` for the certificate that the router serves: may a client that trusts the root accept it
 * now? Pure.
 *
 * Gotcha: the router renews its certificate while it runs. A fault here means that the renewal
 * failed, or that the clocks of this machine and the engine's machine differ.
 */
import type { CertificateFault } from '../contract/port-fault.js';
import type { ServedCertificate } from '../contract/published.js';

/**
 * The fault of this certificate for clients that request `host` at `now` (milliseconds); undefined
 * when there is none.
 */
export function certificateFault(
  { notBefore, notAfter, names }: ServedCertificate,
  host: string,
  now: number,
): CertificateFault | undefined {
  const [from, to] = [notBefore.getTime(), notAfter.getTime()];
  if (now > to) return { code: 'expired', facts: { notAfter: to } };
  if (now < from) return { code: 'not-yet-valid', facts: { notBefore: from } };
  if (!names.some((name) => covers(name, host))) return { code: 'other-names', facts: { names, host } };
  return undefined;
}

/** RFC 6125 6.4.3: `*` stands for exactly one label, the leftmost. */
function covers(name: string, host: string): boolean {
  if (!name.startsWith('*.')) return name.toLowerCase() === host.toLowerCase();
  const dot = host.indexOf('.');
  return dot > 0 && host.slice(dot).toLowerCase() === name.slice(1).toLowerCase();
}
