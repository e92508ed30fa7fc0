/**
 * Image references: from the form that people write to the form that a source op needs.
 *
 * BuildKit accepts fully qualified references only; the short forms are a convention of Docker's
 * command line:
 *   node:24              -> docker.io/library/node:24     no registry: Docker Hub, library/
 *   acme/tool            -> docker.io/acme/tool:latest    no tag, no digest: latest
 *   localhost:5000/app   -> localhost:5000/app:latest     a registry (see below)
 *   node@sha256:…        -> docker.io/library/node@sha256:…
 * A first component with a dot, a colon or upper case is a registry, and so is "localhost". The
 * namespace `library` is added only on Docker Hub, and only where the reference has none.
 * The grammar is that of the OCI distribution specification ("Pulling manifests") and the reference
 * grammar of Docker's registry.
 */
import { LlbError } from '../errors.js';

const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const PATH = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const REGISTRY = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9a-fA-F:]+\])(?::[0-9]+)?$/;
const SUFFIX =
  /^(?<path>[^:@]+)(?::(?<tag>\w[\w.-]{0,127}))?(?:@(?<digest>[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-fA-F]{32,}))?$/;

/**
 * Writes a reference out in full.
 * @throws LlbError `bad-reference`
 */
export function normaliseReference(ref: string): string {
  const { registry, rest } = splitRegistry(ref);
  const parts = SUFFIX.exec(rest)?.groups;
  const path = parts?.['path'];
  if (path === undefined || !PATH.test(path) || !REGISTRY.test(registry)) {
    throw new LlbError(
      'bad-reference',
      `"${ref}" is not an image reference; write it like "node:24" or "ghcr.io/acme/tool:1.2"`,
    );
  }
  const repository = registry === 'docker.io' && !path.includes('/') ? `library/${path}` : path;
  const tag = parts?.['tag'];
  const digest = parts?.['digest'];
  const suffix = (tag === undefined ? '' : `:${tag}`) + (digest === undefined ? '' : `@${digest}`);
  return `${registry}/${repository}${suffix === '' ? ':latest' : suffix}`;
}

/** The first path component is a registry only if it cannot be a namespace of Docker Hub. */
function splitRegistry(ref: string): { registry: string; rest: string } {
  const slash = ref.indexOf('/');
  const first = ref.slice(0, slash);
  if (slash < 0 || !(/[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase())) {
    return { registry: 'docker.io', rest: ref };
  }
  return { registry: first === 'index.docker.io' ? 'docker.io' : first, rest: ref.slice(slash + 1) };
}

/**
 * The full reference. Text that is not a reference, such as `<none>:<none>`, is returned unchanged
 * and equals only itself.
 */
export function fullReference(ref: string): string {
  try {
    return normaliseReference(ref);
  } catch {
    return ref;
  }
}

/** A full reference without tag and digest: `docker.io/library/node`. */
export function repositoryOf(ref: string): string {
  const [name = ''] = ref.split('@');
  const colon = name.lastIndexOf(':');
  return colon > name.lastIndexOf('/') ? name.slice(0, colon) : name;
}

/**
 * Host and port of a reference's registry, `docker.io` for Docker Hub. Of text that is no reference,
 * the first part.
 */
export function hostOfReference(ref: string): string {
  const full = fullReference(ref);
  return full.slice(0, full.indexOf('/')) || full;
}
