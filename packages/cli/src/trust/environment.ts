/**
 * The variables with which programs on this machine find functions and trust the router. Pure.
 *
 * | variable | read by |
 * |---|---|
 * | SMOLFAAS_URL | your code: the address of the router |
 * | SMOLFAAS_URL_<FN> | your code: the URL of a function, with `-` as `_` |
 * | SMOLFAAS_ADDRESS | programs whose resolver does not know the name: what to dial |
 * | SMOLFAAS_ROUTER_CA | your code, and `smolfaas` itself: the file with the router's root certificate |
 * | NODE_EXTRA_CA_CERTS | Node.js, which adds the file to its own roots |
 * | SSL_CERT_FILE | OpenSSL, Go, Ruby, Python's ssl: instead of the system's |
 * | REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE | Python's requests; curl |
 *
 * Gotcha: the last three replace the roots of the system, so their file contains those too.
 */
import { functionUrl, type Settings } from '@smolfaas/core';
import { ROUTER_CA } from '../settings/client-certificates.js';
import { addressOf } from './address.js';
import type { TrustFiles } from './trust-files.js';

export interface ClientEnvironmentInput {
  readonly settings: Pick<Settings, 'addr' | 'httpsPort' | 'bind'>;
  readonly functions: readonly string[];
  readonly files: TrustFiles;
  readonly remoteHost?: string | undefined;
  /** The value that Node.js reads now. Its certificates are in the bundle. */
  readonly nodeExtra?: string | undefined;
}

export function clientEnvironment(input: ClientEnvironmentInput): Readonly<Record<string, string>> {
  const { settings, functions, files, remoteHost, nodeExtra } = input;
  const base = functionUrl(settings, '').replace(/\/invoke\/$/, '');
  const urls = functions.map((fn) => [`SMOLFAAS_URL_${variableOf(fn)}`, functionUrl(settings, fn)]);
  const host = addressOf(settings, remoteHost);
  const keepsOthers = nodeExtra !== undefined && nodeExtra !== '' && nodeExtra !== files.root;
  return {
    SMOLFAAS_URL: base,
    ...Object.fromEntries(urls),
    SMOLFAAS_ADDRESS: `${host.includes(':') ? `[${host}]` : host}:${settings.httpsPort}`,
    [ROUTER_CA]: files.root,
    NODE_EXTRA_CA_CERTS: keepsOthers ? files.bundle : files.root,
    SSL_CERT_FILE: files.bundle,
    REQUESTS_CA_BUNDLE: files.bundle,
    CURL_CA_BUNDLE: files.bundle,
  };
}

/** A function's name in a variable: `my-fn` becomes `MY_FN`. */
const variableOf = (fn: string): string => fn.toUpperCase().replaceAll('-', '_');
