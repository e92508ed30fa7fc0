/**
 * Refuses steps that need more than a build's sandbox: the host's network, its devices, all its
 * capabilities.
 *
 * BuildKit calls these entitlements, and a client grants them; SmolFaaS never does.
 * Gotchas:
 *   1. Some engines grant the host's network without a client's consent. So the refusal happens
 *      here, before anything is sent.
 *   2. Triggers of a base image (ONBUILD) are in no file that this code could read.
 */
import type { Problem } from '../problem.js';
import type { Dockerfile, Flag } from '../read/instructions.js';

const HARMLESS: Readonly<Record<string, readonly string[]>> = {
  network: ['default', 'none'],
  security: ['sandbox'],
  device: [],
};

/** The first such step. Variables count as well, because their values are unknown here. */
export function refusePrivileges({ instructions }: Dockerfile): Problem | undefined {
  const flag = instructions
    .filter(({ keyword }) => keyword === 'RUN')
    .flatMap(({ flags }) => flags)
    .find(asksForMore);
  if (flag === undefined) return undefined;
  return {
    message: `line ${flag.line}: RUN --${flag.name}=${flag.value} is refused: build steps run in BuildKit's sandbox only`,
    hint: 'remove the flag; what needs the host has to be done outside of the build',
  };
}

function asksForMore({ name, value }: Flag): boolean {
  return Object.hasOwn(HARMLESS, name) && !HARMLESS[name]?.includes(value.toLowerCase());
}
