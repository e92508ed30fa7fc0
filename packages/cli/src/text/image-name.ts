/**
 * Names and digests of images as people write and compare them.
 */

/** As written in a Dockerfile: `node:24-slim`. */
export function shortName(reference: string): string {
  return reference.replace(/^docker\.io\/(library\/)?/, '');
}

/** Enough of a digest or id to tell it from others. */
export function shortDigest(digest: string): string {
  return digest.replace(/(sha256:[0-9a-f]{12})[0-9a-f]*/, '$1');
}
