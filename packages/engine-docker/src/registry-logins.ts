/**
 * What the rooms that fetch images know of logins: an interface, and the facts of an image that could not be had.
 *
 * Place: beside the rooms. `registry/` implements it, `docker/` and `builder/` use it; the composition root hands it over.
 * Must stay true: secrets go from here to the engine or to the builder's session, and nowhere else.
 */
import type { ImageFetcher, ImageProblem, ImageProblemCause, TriedLogin } from '@smolfaas/core';
import { normaliseReference } from '@smolfaas/llb/reference.js';

/** A user with a password, or a token: then the name is empty. The shape is that of BuildKit's Auth service. */
export interface RegistryLogin {
  readonly username: string;
  readonly secret: string;
}

/** The user's logins, by host of the registry as anybody spells it. */
export interface RegistryLogins {
  /** Undefined: ask anonymously. Looked up once for each host. @throws SmolfaasError registry-login-failed */
  login(host: string): Promise<RegistryLogin | undefined>;
  /** As whom the registry was asked; undefined when `login` was never called for it. */
  tried(host: string): TriedLogin | undefined;
}

/** What is known about a failed attempt to fetch an image. */
export interface FailedFetch {
  readonly reference: string;
  readonly why: ImageProblemCause;
  readonly message: string;
  readonly fetcher: ImageFetcher;
}

/** The facts of the error, with the registry and as whom it was asked. */
export function imageProblem(failed: FailedFetch, logins: Pick<RegistryLogins, 'tried'>): ImageProblem {
  const registry = registryOf(failed.reference);
  const tried = logins.tried(registry);
  const via = otherHost(failed.message, registry);
  return { ...failed, registry, ...(via !== undefined && { via }), ...(tried !== undefined && { tried }) };
}

/** Go's sentences about a request that failed begin with its address. */
function otherHost(message: string, registry: string): string | undefined {
  const host = /\b(?:Head|Get|Post) "?https?:\/\/([^/"?\s]+)/.exec(message)?.[1];
  if (host === undefined || host === registry) return undefined;
  return registry === 'docker.io' && host === 'registry-1.docker.io' ? undefined : host;
}

/** `docker.io` for Docker Hub, else host and port. What is no reference at all belongs to no registry: its first part is given. */
export function registryOf(reference: string): string {
  const full = asNormalised(reference);
  return full.slice(0, full.indexOf('/')) || full;
}

function asNormalised(reference: string): string {
  try {
    return normaliseReference(reference);
  } catch {
    return reference;
  }
}
