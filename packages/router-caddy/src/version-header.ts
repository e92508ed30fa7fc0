/**
 * The response header that names the version that responded: `Smolfaas-Version: 3f9c1b2a4d5e-g7`,
 * the first 12 digits of the content hash and the generation.
 *
 * Caddy takes it from the host it really dialled for this request, whose name contains both (core's
 * object-names.ts). So a response never carries the name of another version.
 *
 * Invariant: the rest of the upstream's name, which cannot be guessed, never leaves the router.
 * Gotchas:
 *  - A container of an earlier version has no content hash in its name; it is `unknown-g7`.
 *  - The patterns have no braces. Caddy would take `{12}` for a placeholder, and compile the pattern
 *    for each response.
 */

/** Name of the header. It replaces a header of this name sent by the function. */
export const VERSION_HEADER = 'Smolfaas-Version';

/** Caddy's operations on response headers. It applies `set` before `replace`. */
export interface HeaderOperations {
  readonly set?: Readonly<Record<string, readonly string[]>>;
  readonly replace: Readonly<Record<string, readonly object[]>>;
}

/** The operations that set the header. Pure. */
export function versionHeader(): HeaderOperations {
  return {
    set: { [VERSION_HEADER]: ['{http.reverse_proxy.upstream.host}'] },
    replace: {
      [VERSION_HEADER]: [
        { search_regexp: '^.*\\.g(\\d+)-([0-9a-f]+)\\.[0-9a-f]+$', replace: '$2-g$1' },
        { search_regexp: '^.*\\.g(\\d+)$', replace: 'unknown-g$1' },
      ],
    },
  };
}
