/**
 * Why SmolFaaS could not fetch an image from its registry: the facts that all sentences about such
 * errors use. They are the same for a function's base image, the router's image and the builder's.
 *
 * Invariant: these facts never contain a password or token.
 */

/**
 * The causes, separated by where users fix them.
 *
 *   not-found     404: no such repository or tag
 *   unauthorized  401 or 403, or a registry that hides what the login may not see
 *   unreachable   no answer: refused, timed out, no route, server error
 *   no-dns        the registry's host name does not resolve
 *   unknown-ca    TLS: its certificate comes from an authority that the fetcher does not trust
 *   expired       TLS: its certificate is not valid now, by the fetcher's clock
 *   plain-http    it speaks HTTP where HTTPS is expected
 *   unknown       anything else
 */
export type ImageProblemCause =
  | 'not-found'
  | 'unauthorized'
  | 'unreachable'
  | 'no-dns'
  | 'unknown-ca'
  | 'expired'
  | 'plain-http'
  | 'unknown';

/**
 * What fetches from the registry: the engine, or a BuildKit daemon beside it. Its trust and
 * configuration apply.
 */
export type ImageFetcher = 'engine' | 'builder';

/** The login used for a registry, if any. */
export type TriedLogin =
  | {
      readonly kind: 'anonymous';
      /** Where SmolFaaS looked for a login. */
      readonly lookedIn: string;
    }
  | {
      readonly kind: 'login';
      /** Absent for a token, which has no user name. */
      readonly user?: string;
      /** Source of the login: a file, or a credential helper. */
      readonly from: string;
    };

/** One image that could not be fetched. */
export interface ImageProblem {
  readonly reference: string;
  /** Host, with the port if there is one; `docker.io` for Docker Hub. */
  readonly registry: string;
  /**
   * The host that failed, if it is a different one: a mirror, or the server that issues tokens for
   * the registry.
   */
  readonly via?: string;
  readonly why: ImageProblemCause;
  readonly fetcher: ImageFetcher;
  /** Absent when the registry never received a request that needs a login. */
  readonly tried?: TriedLogin;
  /** Error message of the fetcher. */
  readonly message: string;
}
