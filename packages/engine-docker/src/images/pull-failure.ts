/**
 * Classifies why the engine could not pull an image, from its status and its message. Pure.
 *
 * The engine returns 404 for an image that a registry does not have, and 500 for everything else.
 * So the cause is in the text. The words are Go's (dial, lookup, x509) or the registry's own error
 * codes (docs.docker.com/registry/spec/api, "errors"). Those in the tests were recorded from Docker
 * Engine 20.10 to 28.5.
 */
import type { ImageProblemCause } from '@smolfaas/core';

/** The first match counts. "denied" precedes 404, since registries hide what a user may not see. */
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

/**
 * @param message the engine's message: from an unsuccessful response, or the error line at the end
 *   of a successful one
 */
export function pullFailure(message: string): ImageProblemCause {
  return CAUSES.find(([pattern]) => pattern.test(message))?.[1] ?? 'unknown';
}
