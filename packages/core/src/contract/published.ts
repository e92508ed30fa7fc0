/**
 * What the router's published ports answer to a client on this machine: the facts that `check` and
 * `up` judge.
 *
 * Nothing here says whether an answer is right; observed/served-certificate.ts does so for the
 * certificate.
 */

/** The certificate that the HTTPS port served. Its signature was not verified. */
export interface ServedCertificate {
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** DNS names and IP addresses that it is valid for, from its subject alternative names. */
  readonly names: readonly string[];
}

/** Why there was no HTTP answer: the message of the system or of TLS, or that the time ran out. */
export interface NoAnswer {
  readonly ok: false;
  readonly why: string;
}

/** One `GET /health` over TLS. */
export type PublishedAnswer =
  | { readonly ok: true; readonly status: number; readonly body: string; readonly certificate: ServedCertificate }
  | NoAnswer;

/** What one published port answered. */
export type PublishedPortAnswer = { readonly address: string; readonly port: number } & (
  | { readonly kind: 'https'; readonly answer: PublishedAnswer }
  | { readonly kind: 'http'; readonly answer: RedirectAnswer }
);

/**
 * One `GET /health` over plain HTTP; `location` is undefined when the response has no such header.
 */
export type RedirectAnswer =
  | { readonly ok: true; readonly status: number; readonly location: string | undefined }
  | NoAnswer;
