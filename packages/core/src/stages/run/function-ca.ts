/**
 * Stage 9, start: which functions are given the certificates of this host, and how they find them.
 *
 * What a function calls through a proxy that inspects TLS it can only trust with the host's certificates. They are no part of the image:
 * the container gets them as a file when it is made, so a change of them replaces containers and builds nothing.
 */
import type { ContainerSpec } from '../../contract/function-manager.js';
import type { Settings } from '../../contract/settings.js';
import { TRUST } from '../build/trust.js';

const PATH = '/etc/smolfaas/ca.pem';

/** The same variables that build steps have. */
export const CA_VARIABLES: Readonly<Record<string, string>> = Object.fromEntries(
  TRUST.variables.map((name) => [name, PATH]),
);

/** The field of a container's input; empty for a function without them. The project file decides before the flag. */
export function certificatesOf(
  fn: string,
  { functions, functionCa, host }: Pick<Settings, 'functions' | 'functionCa' | 'host'>,
): Pick<ContainerSpec, 'certificates'> {
  return (functions.get(fn)?.ca ?? functionCa) ? { certificates: { path: PATH, pem: host.ca } } : {};
}
