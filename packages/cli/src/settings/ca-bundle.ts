/**
 * The certificates that builds trust: those that this host trusts. Behind a proxy that inspects
 * TLS, an install step in a build fails for every registry unless it trusts the proxy's certificate
 * authority. Only the host knows that authority.
 *
 *   1. one of     SSL_CERT_FILE (a file), else SSL_CERT_DIR (all PEM files in these directories):
 *                 OpenSSL's variables, else the first existing bundle of the paths that
 *                 distributions use, else Node's own roots
 *   2. added      NODE_EXTRA_CA_CERTS, then --ca-file
 *
 * Invariants:
 *  1. The bundle is never empty, so build steps are alike on every host.
 *  2. A file that the user names is used, or refused with a message. It is never skipped.
 *  3. The bundle is the same in a shell that has the variables of `smolfaas env`
 *     (client-certificates.ts).
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { rootCertificates } from 'node:tls';
import { SmolfaasError, systemCode } from '@smolfaas/core';
import { bundleBeside, hostPart, ROUTER_CA } from './client-certificates.js';
import { readFile } from './read-file.js';
import { readIfThere } from './read-if-there.js';
import type { SourcedText } from './values.js';

/** Debian and Alpine; Fedora and RHEL (two layouts); openSUSE; macOS and BSD. */
const BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/**
 * Builders receive a secret as one gRPC message: at most 4 MiB with the BuildKit of older engines,
 * 16 MiB with a newer one (tested: 0.8, 0.25).
 */
const MOST_BYTES = 4_000_000;

const CERTIFICATE = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^-]+-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g;

/** Sources of certificates. */
export interface CaSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Base of relative paths. */
  readonly cwd: string;
  /** The value of --ca-file, and what has set it. */
  readonly caFile?: SourcedText | undefined;
}

/**
 * PEM text. @throws bad-flag when a named source holds no certificates, cannot be read, or is too
 * large
 */
export function caBundle(sources: CaSources, bundles: readonly string[] = BUNDLES): Uint8Array {
  const { env, caFile = ['--ca-file', undefined] } = sources;
  const { NODE_EXTRA_CA_CERTS: extra } = env;
  const named: readonly (readonly [string, string | undefined])[] = [
    ['NODE_EXTRA_CA_CERTS', isClientFile(extra, env) ? undefined : extra],
    caFile,
  ];
  let bundle = ownTrust(sources) ?? systemBundle(bundles);
  for (const [name, path] of named) {
    const text = path ? pemFile(name, path, sources).trim() : '';
    if (!bundle.includes(text)) bundle = `${bundle.trimEnd()}\n${text}\n`;
  }
  const bytes = Buffer.from(bundle);
  if (bytes.length <= MOST_BYTES) return bytes;
  const [flag, value] = named.findLast(([, path]) => path) ?? ['SSL_CERT_FILE', env['SSL_CERT_FILE']];
  throw bad(flag, value ?? '', `with it the certificates have ${bytes.length} bytes; builders take ${MOST_BYTES}`);
}

/** Whether `smolfaas env` set the variable. */
function isClientFile(file: string | undefined, { [ROUTER_CA]: root }: CaSources['env']): file is string {
  return root !== undefined && root !== '' && (file === root || file === bundleBeside(root));
}

/** Certificates from OpenSSL's variables; undefined when neither is set. */
function ownTrust(sources: CaSources): string | undefined {
  const { SSL_CERT_FILE: file, SSL_CERT_DIR: dirs } = sources.env;
  if (isClientFile(file, sources.env)) return hostPart(readIfThere(file, 'SSL_CERT_FILE'));
  if (file) return pemFile('SSL_CERT_FILE', file, sources);
  return dirs ? pemDirectories(dirs, sources) : undefined;
}

/**
 * Keeps each certificate once: such directories contain each a second time, under its hash, and
 * often the whole bundle.
 */
function pemDirectories(list: string, { cwd }: CaSources): string {
  const found = new Set<string>();
  for (const dir of list.split(delimiter).filter((part) => part !== '')) {
    for (const path of filesIn(resolve(cwd, dir))) {
      for (const certificate of readFileSync(path, 'latin1').match(CERTIFICATE) ?? []) found.add(certificate);
    }
  }
  if (found.size === 0) throw bad('SSL_CERT_DIR', list, 'holds no PEM certificates');
  return `${[...found].join('\n')}\n`;
}

function filesIn(dir: string): string[] {
  try {
    const paths = readdirSync(dir)
      .sort()
      .map((name) => join(dir, name));
    return paths.filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true);
  } catch (cause) {
    throw bad('SSL_CERT_DIR', dir, `cannot be read (${systemCode(cause) ?? 'error'})`, cause);
  }
}

function systemBundle(bundles: readonly string[]): string {
  for (const path of bundles) {
    const bundle = readIfThere(path, path);
    if (bundle !== undefined && bundle.length > 0) return Buffer.from(bundle).toString('utf8');
  }
  return rootCertificates.join('\n');
}

/** The text of a file that the user named. All its certificates are complete. */
function pemFile(name: string, path: string, sources: CaSources): string {
  const text = read(name, path, sources);
  const certificates = text.match(CERTIFICATE) ?? [];
  if (certificates.length === 0) throw bad(name, path, whyNone(text));
  for (const [index, certificate] of certificates.entries()) {
    if (!isWhole(certificate)) throw bad(name, path, `certificate ${index + 1} in it cannot be read: it is damaged`);
  }
  return text;
}

function read(name: string, path: string, { cwd }: CaSources): string {
  try {
    return readFile(resolve(cwd, path)).toString('utf8');
  } catch (cause) {
    throw bad(name, path, `cannot be read (${systemCode(cause) ?? 'error'})`, cause);
  }
}

/** DER begins with an ASN.1 sequence, which no text does. */
function whyNone(text: string): string {
  if (text.startsWith('0')) return 'is DER, not PEM; convert it: openssl x509 -inform der -in FILE -out FILE.pem';
  return 'holds no PEM certificate (-----BEGIN CERTIFICATE-----)';
}

/**
 * Whether the base64 between the lines is one complete ASN.1 sequence with a long length, as every
 * certificate is. A parser would check more, but would cost each command 50 ms for a typical
 * bundle.
 */
function isWhole(pem: string): boolean {
  const der = Buffer.from(pem.replace(/-----[^-]+-----/g, ''), 'base64');
  if (der[0] !== 0x30 || der[1] !== 0x82) return false;
  const length = 4 + der.readUInt16BE(2);
  return der.length === length || (der.length > length && pem.includes('TRUSTED')); // OpenSSL's form has trust settings after it
}

function bad(flag: string, value: string, why: string, cause?: unknown): SmolfaasError<'bad-flag'> {
  return new SmolfaasError('bad-flag', { flag, value, why }, { cause });
}
