/**
 * Converts image names between the engines' forms. Pure.
 *
 * Docker lists short names and takes repository and tag separately; Podman lists full names.
 *
 * Invariant: the rest of this package and core see only Docker's short form.
 */

/**
 * The short form that Docker lists. Podman writes the omitted parts out
 * (`docker.io/library/node:24`).
 */
export function familiarName(reference: string): string {
  return reference.replace(/^docker\.io\/(library\/)?/, '');
}

/**
 * Splits `repository:tag`. The colon of a registry's port starts no tag, and a missing tag means
 * `latest`. Pure.
 */
export function splitTag(name: string): { readonly repo: string; readonly tag: string } {
  const colon = name.lastIndexOf(':');
  if (colon < 0 || name.indexOf('/', colon) >= 0) return { repo: name, tag: 'latest' };
  return { repo: name.slice(0, colon), tag: name.slice(colon + 1) };
}

/**
 * Whether an image's id is the digest by which registries know it, as in containerd's image store.
 * In other stores the id is the digest of its config, which registries do not know as a name.
 * `digests` are the image's `name@sha256:…`.
 */
export function isManifestId(id: string, digests: readonly string[]): boolean {
  return digests.some((name) => name.endsWith(`@${id}`));
}
