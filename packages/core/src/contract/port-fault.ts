/**
 * Why clients on this machine do not receive the expected response from a published port of the
 * router.
 * `check` and `up` report these faults.
 */
import type { Coded } from './coded.js';

/** What is wrong with the certificate that clients receive; moments in milliseconds since 1970. */
export type CertificateFault = Coded<{
  expired: { notAfter: number };
  'not-yet-valid': { notBefore: number };
  /** It is valid for other names only. */
  'other-names': { names: readonly string[]; host: string };
}>;

/** A port, and how its response is wrong. */
export type PortFault = { readonly address: string; readonly port: number } & (
  | { readonly kind: 'no-answer'; readonly why: string }
  /** Plain HTTP that is not redirected to HTTPS. */
  | { readonly kind: 'no-redirect'; readonly status: number }
  /** Another server answers. */
  | { readonly kind: 'other-answer'; readonly status: number }
  | { readonly kind: 'certificate'; readonly fault: CertificateFault }
);
