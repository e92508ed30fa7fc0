/**
 * Certificates for an engine that is used over the network, as Docker's documentation has its users make them: an authority, one for the daemon, one for
 * the client. Everything is in one directory, under the names that the docker client looks for.
 *
 *   ca.pem   server-cert.pem server-key.pem   cert.pem key.pem
 */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** `address` is the IP address that the daemon proves to have. Returns the directory, which is made. */
export async function makeCertificates(directory: string, address: string): Promise<string> {
  await mkdir(directory, { recursive: true });
  const at = (name: string) => join(directory, name);
  const authority = ['req', '-x509', ...KEY, '-days', '2', '-subj', '/CN=engines of tests'];
  await run('openssl', [...authority, '-keyout', at('ca-key.pem'), '-out', at('ca.pem')]);
  await sign(directory, 'server-', `subjectAltName=IP:${address}\nextendedKeyUsage=serverAuth\n`);
  await sign(directory, '', 'extendedKeyUsage=clientAuth\n');
  return directory;
}

async function sign(directory: string, prefix: string, extensions: string): Promise<void> {
  const at = (name: string) => join(directory, name);
  const request = at(`${prefix}request.pem`);
  const extensionFile = at(`${prefix}extensions.cnf`);
  await run('openssl', ['req', ...KEY, '-subj', '/CN=tests', '-keyout', at(`${prefix}key.pem`), '-out', request]);
  await writeFile(extensionFile, extensions);
  const signing = ['x509', '-req', '-in', request, '-days', '2', '-extfile', extensionFile, '-CAcreateserial'];
  const authority = ['-CA', at('ca.pem'), '-CAkey', at('ca-key.pem')];
  await run('openssl', [...signing, ...authority, '-out', at(`${prefix}cert.pem`)]);
}
