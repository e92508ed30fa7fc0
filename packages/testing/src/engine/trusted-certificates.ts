/**
 * The certificates that this Node.js trusts, as PEM: its own roots, and the file in
 * NODE_EXTRA_CA_CERTS. Builds trust the same certificates as the tests, so an example also installs
 * its dependencies behind a company proxy.
 */
import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';

/** Never empty. @throws the file system's error when the variable names no readable file */
export function trustedCertificates(extraFile: string | undefined): Uint8Array {
  const extra = extraFile ? [readFileSync(extraFile, 'utf8')] : [];
  return Buffer.from([...rootCertificates, ...extra].join('\n'));
}
