/**
 * Steps that ask for more than a build's sandbox: the host's network, its devices, all its capabilities.
 *
 * BuildKit calls these entitlements and a client grants them; this one never does. Some engines grant the host's network without being
 * asked, so the question is answered here, before anything is sent. Triggers that a base image brings along (ONBUILD) are in no file
 * that could be read here.
 */
import type { Problem } from '../problem.js';
import type { Dockerfile, Flag } from '../read/instructions.js';

const HARMLESS: Readonly<Record<string, readonly string[]>> = {
  network: ['default', 'none'],
  security: ['sandbox'],
  device: [],
};

/** The first such step; variables count as well, as nobody can tell what they stand for. */
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
