/**
 * The certificates that builds trust: those that this host trusts. Behind a proxy that inspects TLS, an install step inside
 * a build fails for every registry unless it knows the proxy's authority, and only the host does.
 *
 * Order: `SSL_CERT_FILE` (OpenSSL's variable), else the first of the places where distributions keep their bundle, else
 * Node's own roots. `NODE_EXTRA_CA_CERTS` is added to whichever it was. The result is never empty, so build steps are alike
 * on every host.
 */
import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { SmolfaasError } from '@smolfaas/core';
import { readIfThere } from './read-if-there.js';

/** Debian and Alpine; Fedora and RHEL (two layouts); openSUSE; macOS and BSD. */
const BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/** PEM text. @throws bad-flag when a variable names a file that cannot be read */
export function caBundle(
  env: Readonly<Record<string, string | undefined>>,
  bundles: readonly string[] = BUNDLES,
): Uint8Array {
  const bundle = named('SSL_CERT_FILE', env) ?? systemBundle(bundles);
  const extra = named('NODE_EXTRA_CA_CERTS', env)?.trim() ?? '';
  return Buffer.from(bundle.includes(extra) ? bundle : `${bundle.trimEnd()}\n${extra}\n`);
}

function systemBundle(bundles: readonly string[]): string {
  for (const path of bundles) {
    const bundle = readIfThere(path, path);
    if (bundle !== undefined && bundle.length > 0) return Buffer.from(bundle).toString('utf8');
  }
  return rootCertificates.join('\n');
}

function named(variable: string, env: Readonly<Record<string, string | undefined>>): string | undefined {
  const path = env[variable];
  if (path === undefined || path === '') return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new SmolfaasError('bad-flag', { flag: variable, value: path, why: 'cannot be read' }, { cause });
  }
}
