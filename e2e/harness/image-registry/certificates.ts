/**
 * An authority and certificates for the addresses of test registries, made by openssl. Go's programs take no certificate without a
 * subject alternative name, Python's none without the key identifier of its authority, for which
 * `req -x509` writes its own, and no authority that does not say what its key is for.
 */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const openssl = (...args: readonly string[]) => promisify(execFile)('openssl', [...args]);
const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

const SIGNS = ['-addext', 'keyUsage=critical,keyCertSign'];

/** PEM files. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** An authority of this name. */
export async function makeAuthority(dir: string, name: string): Promise<KeyPair> {
  const pair = files(dir, name);
  await openssl(
    'req',
    '-x509',
    '-days',
    '2',
    ...KEY,
    '-subj',
    `/CN=${name}`,
    ...SIGNS,
    '-keyout',
    pair.key,
    '-out',
    pair.cert,
  );
  return pair;
}

/** A server's certificate for one address, signed by the authority, that is good for so many days from now. */
export async function makeCertificate(
  dir: string,
  name: string,
  address: string,
  authority: KeyPair,
  days = 2,
): Promise<KeyPair> {
  const pair = files(dir, name);
  const request = join(dir, `${name}.csr`);
  const extensions = join(dir, `${name}.ext`);
  const about = [`subjectAltName=IP:${address}`, 'basicConstraints=critical,CA:FALSE', 'authorityKeyIdentifier=keyid'];
  await writeFile(extensions, about.join('\n'));
  await openssl('req', ...KEY, '-subj', `/CN=${name}`, '-keyout', pair.key, '-out', request);
  const signed = ['-CA', authority.cert, '-CAkey', authority.key, '-CAcreateserial', '-extfile', extensions];
  await openssl('x509', '-req', '-days', String(days), ...signed, '-in', request, '-out', pair.cert);
  return pair;
}

const files = (dir: string, name: string): KeyPair => ({
  cert: join(dir, `${name}.pem`),
  key: join(dir, `${name}-key.pem`),
});
