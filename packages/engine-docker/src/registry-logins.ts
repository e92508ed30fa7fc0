/**
 * Registry logins as seen by the folders that pull images: an interface, and the facts about an
 * image that could not be pulled.
 *
 * Place in the flow: beside the folders. `registry/` implements it, `images/`, `containers/` and
 * `builder/` use it. The composition root passes it to them.
 *
 * Invariant: secrets go from here to the engine or to the builder's session, and nowhere else.
 */
import type { ImageFetcher, ImageProblem, ImageProblemCause, TriedLogin } from '@smolfaas/core';
import { hostOfReference } from '@smolfaas/llb/reference.js';

/**
 * A user with a password, or a token, in which case the name is empty. The shape is that of
 * BuildKit's Auth service.
 */
export interface RegistryLogin {
  readonly username: string;
  readonly secret: string;
}

/** The user's logins, by host of the registry in any spelling. */
export interface RegistryLogins {
  /**
   * Undefined: pull anonymously. Looked up once for each host. @throws SmolfaasError
   * registry-login-failed
   */
  login(host: string): Promise<RegistryLogin | undefined>;
  /** The login used at the registry; undefined when `login` was never called for it. */
  tried(host: string): TriedLogin | undefined;
}

/** What is known about a failed pull. */
export interface FailedFetch {
  readonly reference: string;
  readonly why: ImageProblemCause;
  readonly message: string;
  readonly fetcher: ImageFetcher;
}

/** The facts of the error, with the registry and the login used there. */
export function toImageProblem(failed: FailedFetch, logins: Pick<RegistryLogins, 'tried'>): ImageProblem {
  const registry = hostOfReference(failed.reference);
  const tried = logins.tried(registry);
  const via = otherHost(failed.message, registry);
  return { ...failed, registry, ...(via !== undefined && { via }), ...(tried !== undefined && { tried }) };
}

/** Go's messages about a failed request begin with its address. */
function otherHost(message: string, registry: string): string | undefined {
  const host = /\b(?:Head|Get|Post) "?https?:\/\/([^/"?\s]+)/.exec(message)?.[1];
  if (host === undefined || host === registry) return undefined;
  return registry === 'docker.io' && host === 'registry-1.docker.io' ? undefined : host;
}
