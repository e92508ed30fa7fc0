/**
 * Finds out why a base image is not available, from the daemon's message; gRPC has no code for it.
 *
 * Part of `solveError`. Pure. The tests use real messages of several BuildKit versions.
 * Invariant: only errors about resolving or pulling an image are recognised, never a failing step
 * whose own output happens to contain the same words.
 */
import type { ImageNotFoundCause } from './error.js';

const CAUSES: readonly (readonly [RegExp, ImageNotFoundCause])[] = [
  [/no such host|server misbehaving|temporary failure in name resolution|: lookup \S+( on \S+)?: /i, 'no-dns'],
  [/x509: certificate signed by unknown authority|x509: certificate is not trusted/i, 'unknown-ca'],
  [/x509: certificate has expired or is not yet valid/i, 'expired'],
  [/server gave HTTP response to HTTPS client/i, 'plain-http'],
  [/\b401\b|unauthorized|authorization failed|may require authorization|no basic auth|denied/i, 'unauthorized'],
  [
    /connection refused|Proxy Authentication Required|i\/o timeout|no route to host|network is unreachable|tls|x509|EOF|timeout|\b5\d\d\b/i,
    'unreachable',
  ],
  [/not found|manifest unknown|\b404\b|no match for platform/i, 'not-found'],
];

/**
 * Messages about an image, with its reference: a source vertex's name, then the messages of
 * resolvers.
 */
const REFERENCES: readonly RegExp[] = [
  /failed to resolve source metadata for ([^\s:]+(?::\d+\/)?[^\s]*?): /,
  /failed to load (?:metadata|cache key) for ([^\s]+?): /,
  /pull access denied for ([^\s,]+),/,
  /failed to do request: Head "?https?:\/\/([^/\s]+)\/v2\/(.+?)\/manifests\/([^\s"?]+)/,
  /(?:^|: )([a-z0-9.-]+(?::\d+)?\/[^\s:]+(?::[\w.-]+|@sha256:[0-9a-f]{64})): not found/,
];

const IMAGE_STEP =
  /^(?:docker-image:\/\/|\[internal\] load metadata for |resolve image config for (?:docker-image:\/\/)?)(\S+)/;

/**
 * The reference and the cause, when `message` means that an image could not be resolved. `step` is
 * the failed step's name.
 */
export function imageFailure(
  message: string,
  step: string | undefined,
): { ref: string; cause: ImageNotFoundCause } | undefined {
  const cause = CAUSES.find(([pattern]) => pattern.test(message))?.[1];
  if (cause === undefined) return undefined;
  const ref = IMAGE_STEP.exec(step ?? '')?.[1] ?? referenceIn(message);
  return ref === undefined ? undefined : { ref, cause };
}

function referenceIn(message: string): string | undefined {
  if (/executor failed running|did not complete successfully/.test(message)) return undefined;
  const found = REFERENCES.map((pattern) => pattern.exec(message)).find((match) => match !== null);
  const [, ref, repository, tag] = found ?? [];
  if (repository === undefined || tag === undefined) return ref;
  const host = ref === 'registry-1.docker.io' ? 'docker.io' : ref;
  return `${host}/${repository}${tag.startsWith('sha256:') ? '@' : ':'}${tag}`;
}
