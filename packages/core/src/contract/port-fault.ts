/**
 * Why clients of this machine do not get from a published port of the router what they should.
 */
import type { Coded } from './coded.js';

/** What is wrong about the certificate that clients get. */
export type CertificateFault = Coded<{
  expired: { notAfter: Date };
  'not-yet-valid': { notBefore: Date };
  /** It is for other names. */
  'other-names': { names: readonly string[]; host: string };
}>;

/** A port, and what it did. */
export type PortFault = { readonly address: string; readonly port: number } & (
  | { readonly kind: 'no-answer'; readonly why: string }
  /** Plain HTTP that is not sent on to HTTPS. */
  | { readonly kind: 'no-redirect'; readonly status: number }
  /** Another server answers. */
  | { readonly kind: 'other-answer'; readonly status: number }
  | { readonly kind: 'certificate'; readonly fault: CertificateFault }
);
