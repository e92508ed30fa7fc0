/**
 * Two ways in which BuildKit wants a full reference (`docker.io/library/node:24-slim`) written. Pure.
 */

/** Without tag and digest: `docker.io/library/node`. */
export function repositoryOf(reference: string): string {
  const [name = ''] = reference.split('@');
  const colon = name.lastIndexOf(':');
  return colon > name.lastIndexOf('/') ? name.slice(0, colon) : name;
}

/** As the Dockerfile frontend looks named contexts up: without Docker Hub's host and namespace, and without `:latest`. */
export function contextName(reference: string): string {
  return reference.replace(/^docker\.io\/(library\/)?/, '').replace(/:latest$/, '');
}
