/**
 * Why an image could not be had from its registry: the facts that the sentences of all such errors are made from, whether the
 * image is a base of a function, the router's or the builder's.
 *
 * What must stay true: a password or token is never among them.
 */

/**
 * The causes that people mend in different places.
 *
 *   not-found     404: no such repository or tag
 *   unauthorized  401 or 403, or a registry that hides what one may not see
 *   unreachable   nobody answers: refused, timed out, no route, server error
 *   no-dns        the registry's name leads nowhere
 *   unknown-ca    TLS: its certificate comes from an authority that whoever fetches does not trust
 *   expired       TLS: its certificate is not valid at this time, by the clock of whoever fetches
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

/** Who goes to the registry, and so whose trust and configuration count: the engine, or a BuildKit daemon beside it. */
export type ImageFetcher = 'engine' | 'builder';

/** As whom a registry was asked. */
export type TriedLogin =
  | {
      readonly kind: 'anonymous';
      /** Where a login was looked for. */
      readonly lookedIn: string;
    }
  | {
      readonly kind: 'login';
      /** Absent for a token, which has no user. */
      readonly user?: string;
      /** A file, or a credential helper. */
      readonly from: string;
    };

/** One image that could not be had. */
export interface ImageProblem {
  readonly reference: string;
  /** Host, with a port where one is given; `docker.io` for Docker Hub. */
  readonly registry: string;
  /** The host that failed, where it is another one: a mirror, or the server that gives tokens for the registry. */
  readonly via?: string;
  readonly why: ImageProblemCause;
  readonly fetcher: ImageFetcher;
  /** Absent when the registry was never asked for anything that needs a login. */
  readonly tried?: TriedLogin;
  /** What whoever tried said. */
  readonly message: string;
}
