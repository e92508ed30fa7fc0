/**
 * Converts a full reference (`docker.io/library/node:24-slim`) into the two other forms that
 * BuildKit expects. Pure.
 */

/** Without tag and digest: `docker.io/library/node`. */
export function repositoryOf(reference: string): string {
  const [name = ''] = reference.split('@');
  const colon = name.lastIndexOf(':');
  return colon > name.lastIndexOf('/') ? name.slice(0, colon) : name;
}

/**
 * The form in which the Dockerfile frontend looks up named contexts: without Docker Hub's host and
 * namespace, and without `:latest`.
 */
export function contextName(reference: string): string {
  return reference.replace(/^docker\.io\/(library\/)?/, '').replace(/:latest$/, '');
}
