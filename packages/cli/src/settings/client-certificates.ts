/**
 * The files of certificates that `smolfaas env` and `run` give to other programs, and how SmolFaaS
 * recognises them in its own environment. Pure.
 *
 * A shell that evaluated `smolfaas env` may run `smolfaas up` later. The certificates of the host
 * must then be those of before: with others, containers with `ca: true` would be replaced. And the
 * files are gone after `down --force`.
 *
 * Invariant: `hostPart` returns byte for byte the certificates that `withRouter` received.
 */

/** The variable with the path of the router's root certificate. */
export const ROUTER_CA = 'SMOLFAAS_ROUTER_CA';

const MARK = '\n# The router of SmolFaaS:\n';

/** The path of the bundle beside the file with the root certificate. */
export const bundleBeside = (root: string): string => root.replace(/-ca\.pem$/, '-ca-bundle.pem');

/** The certificates of this host and the router's root; the latter once. */
export function withRouter(host: Uint8Array, root: string): string {
  const text = Buffer.from(host).toString('latin1');
  return text.includes(root.trim()) ? text : `${text}${MARK}${root.trim()}\n`;
}

/** The certificates of the host in such a bundle; undefined if the file is gone. */
export function hostPart(bundle: Uint8Array | undefined): string | undefined {
  return bundle && Buffer.from(bundle).toString('utf8').split(MARK)[0];
}
