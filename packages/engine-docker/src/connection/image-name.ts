/**
 * Names of images as engines write and take them. Pure.
 *
 * Docker lists short names and takes repository and tag apart; Podman lists full ones. What must stay true: the rest of this package and the
 * core see Docker's short form only.
 */

/** The short form that Docker lists; Podman writes out what was left away (`docker.io/library/node:24`). */
export function familiarName(reference: string): string {
  return reference.replace(/^docker\.io\/(library\/)?/, '');
}

/** `repository:tag`; the colon of a registry's port is none, and no tag means `latest`. Pure. */
export function splitTag(name: string): { readonly repo: string; readonly tag: string } {
  const colon = name.lastIndexOf(':');
  if (colon < 0 || name.indexOf('/', colon) >= 0) return { repo: name, tag: 'latest' };
  return { repo: name.slice(0, colon), tag: name.slice(colon + 1) };
}

/**
 * Whether an image's id is the digest that registries know it by, as in containerd's image store; in the others it is the config's digest, which is
 * no registry's name for an image. `digests` are the image's `name@sha256:…`.
 */
export function isManifestId(id: string, digests: readonly string[]): boolean {
  return digests.some((name) => name.endsWith(`@${id}`));
}
