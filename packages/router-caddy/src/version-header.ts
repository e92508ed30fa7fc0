/**
 * The response header that names the version that responded: `Smolfaas-Version: 3f9c1b2a4d5e-g7`,
 * the first 12 digits of the content hash and the generation.
 *
 * Caddy takes it from the host it really dialled for this request, whose name contains both (core's
 * object-names.ts). So a response never carries the name of another version.
 *
 * Invariant: the rest of the upstream's name, which cannot be guessed, never leaves the router.
 * Gotcha: a container of an earlier version has no content hash in its name; it is `unknown-g7`.
 */

/** Name of the header. It replaces a header of this name sent by the function. */
export const VERSION_HEADER = 'Smolfaas-Version';

/** Caddy's operations on the response headers; it applies `set` before `replace`. */
export function versionHeader(): object {
  return {
    set: { [VERSION_HEADER]: ['{http.reverse_proxy.upstream.host}'] },
    replace: {
      [VERSION_HEADER]: [
        { search_regexp: '^.*\\.g(\\d+)-([0-9a-f]{12})\\.[0-9a-f]+$', replace: '$2-g$1' },
        { search_regexp: '^.*\\.g(\\d+)$', replace: 'unknown-g$1' },
      ],
    },
  };
}
