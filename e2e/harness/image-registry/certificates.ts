/**
 * An authority and certificates for the addresses of test registries, made by openssl. Go's programs take no certificate without a
 * subject alternative name.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const openssl = (...args: readonly string[]) => promisify(execFile)('openssl', [...args]);
const NEW = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];

/** PEM files. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** An authority of this name. */
export async function makeAuthority(dir: string, name: string): Promise<KeyPair> {
  const pair = files(dir, name);
  await openssl(...NEW, '-subj', `/CN=${name}`, '-keyout', pair.key, '-out', pair.cert);
  return pair;
}

/** A server's certificate for one address, signed by the authority. */
export async function makeCertificate(
  dir: string,
  name: string,
  address: string,
  authority: KeyPair,
): Promise<KeyPair> {
  const pair = files(dir, name);
  const about = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=IP:${address}`];
  const notAnAuthority = ['-addext', 'basicConstraints=critical,CA:FALSE'];
  const signed = ['-CA', authority.cert, '-CAkey', authority.key];
  await openssl(...NEW, ...about, ...notAnAuthority, ...signed, '-keyout', pair.key, '-out', pair.cert);
  return pair;
}

const files = (dir: string, name: string): KeyPair => ({
  cert: join(dir, `${name}.pem`),
  key: join(dir, `${name}-key.pem`),
});
