/**
 * Why the engine could not fetch an image, from its status and its sentence. Pure.
 *
 * The engine answers 404 for what a registry does not have and 500 for everything else, so the cause is in the words. They are
 * Go's (dial, lookup, x509) or the registry's own error codes (docs.docker.com/registry/spec/api, "errors"); those in the tests were heard
 * from Docker Engine 20.10 to 28.5.
 */
import type { ImageProblemCause } from '@smolfaas/core';

/** The first that fits counts. "denied" comes before 404, since registries hide what one may not see. */
const CAUSES: readonly (readonly [RegExp, ImageProblemCause])[] = [
  [/no such host|server misbehaving|temporary failure in name resolution|: lookup \S+( on \S+)?: /i, 'no-dns'],
  [/x509: certificate signed by unknown authority|x509: certificate is not trusted/i, 'unknown-ca'],
  [/x509: certificate has expired or is not yet valid/i, 'expired'],
  [/server gave HTTP response to HTTPS client/i, 'plain-http'],
  [/unauthorized|no basic auth|access denied|\bdenied\b|\b40[13]\b/i, 'unauthorized'],
  [/manifest unknown|name unknown|not found|no matching manifest/i, 'not-found'],
  [
    /connection refused|connection reset|i\/o timeout|no route to host|network is unreachable|tls|x509|EOF|timeout|deadline exceeded|canceled while waiting|\b5\d\d\b/i,
    'unreachable',
  ],
];

/** @param message the engine's sentence, of an answer that is no success or of the last line of one that is */
export function pullFailure(message: string): ImageProblemCause {
  return CAUSES.find(([pattern]) => pattern.test(message))?.[1] ?? 'unknown';
}
