/**
 * Why clients do not get the expected answer from a published port. The subject is the router:
 * `does not answer at 127.0.0.1:443 (…)`.
 */
import type { CertificateFault, PortFault } from '@smolfaas/core';

export function portFaultText(one: PortFault): string {
  const where = `${one.address.includes(':') ? `[${one.address}]` : one.address}:${one.port}`;
  switch (one.kind) {
    case 'no-answer':
      return `does not answer at ${where} (${one.why})`;
    case 'no-redirect':
      return `answers ${one.status} at ${where}, not a redirect`;
    case 'other-answer':
      return `answers something else at ${where} (status ${one.status})`;
    case 'certificate':
      return `certificate ${certificateText(one.fault)} (at ${where})`;
    default:
      return one satisfies never;
  }
}

function certificateText(fault: CertificateFault): string {
  switch (fault.code) {
    case 'expired':
      return `expired at ${minute(fault.facts.notAfter)}`;
    case 'not-yet-valid':
      return `not valid before ${minute(fault.facts.notBefore)}`;
    case 'other-names':
      return `is for ${fault.facts.names.join(', ') || 'no name'}, not ${fault.facts.host}`;
    default:
      return fault satisfies never;
  }
}

const minute = (at: number): string => `${new Date(at).toISOString().slice(0, 16)}Z`;
