/**
 * Which frontend reads the Dockerfile: what a line `# syntax=…` may do here.
 *
 * A frontend is a program from a registry. It runs with the sources and determines what the build
 * does. So (`frontends` is a setting):
 *
 * | `# syntax=`                      | frontend                                           |
 * |----------------------------------|----------------------------------------------------|
 * | none                             | the builder's own                                  |
 * | matches an entry of `frontends`  | that one, by the digest of the entry               |
 * | `docker/dockerfile`, any tag     | the builder's own, with a note; nothing is fetched |
 * | anything else                    | refused                                            |
 *
 * Invariant: the daemon never follows the line by itself. It would, unless the attribute `cmdline`
 * is set to any value. A frontend that was called by another one gets the same attribute. So a form
 * of the line that only the daemon recognises (in `//` comments, in JSON) has no effect.
 */
import { normaliseReference } from '@smolfaas/llb/reference.js';
import type { Problem } from '../problem.js';
import type { Dockerfile } from '../read/instructions.js';

export interface Frontend {
  readonly attrs: Readonly<Record<string, string>>;
  /** `name@sha256:…`, when it is not the builder's own. */
  readonly frontend?: string;
  readonly notes: readonly string[];
}

const OFFICIAL = 'docker.io/docker/dockerfile';
const OWN: Frontend = { attrs: { cmdline: 'dockerfile.v0' }, notes: [] };

/** @param allowed entries of the setting `frontends` */
export function chooseFrontend({ syntax }: Dockerfile, allowed: readonly string[]): Frontend | Problem {
  const unpinned = allowed.find((entry) => parts(entry)?.digest === undefined);
  if (unpinned !== undefined) {
    return {
      message: `setting frontends: ${unpinned} does not say by digest which frontend is allowed`,
      hint: 'write name@sha256:…; docker buildx imagetools inspect NAME shows the digest',
    };
  }
  if (syntax === undefined) return OWN;
  const { reference, line } = syntax;
  const entry = allowed.find((one) => fits(reference, one));
  if (entry !== undefined) return { attrs: {}, frontend: entry, notes: [] };
  if (parts(reference)?.name === OFFICIAL) {
    return {
      ...OWN,
      notes: [`line ${line}: # syntax=${reference} is not fetched, the builder's own frontend is used`],
    };
  }
  return {
    message: `line ${line}: # syntax=${reference} would run a program from a registry to read this Dockerfile`,
    hint: 'remove the line; or, if you trust that program, allow it by digest in the setting frontends',
  };
}

/** Whether the names are equal, and tag and digest where both have one. */
function fits(reference: string, entry: string): boolean {
  const [wanted, given] = [parts(reference), parts(entry)];
  if (wanted === undefined || given === undefined || wanted.name !== given.name) return false;
  const differs = (one: string | undefined, other: string | undefined) =>
    one !== undefined && other !== undefined && one !== other;
  return !differs(wanted.tag, given.tag) && !differs(wanted.digest, given.digest);
}

interface Parts {
  /** The name including the registry. */
  readonly name: string;
  readonly tag?: string;
  readonly digest?: string;
}

function parts(reference: string): Parts | undefined {
  const [, named = reference, tag, digest] = /^(.*?)(?::([^:/@]+))?(?:@(sha256:[0-9a-f]{64}))?$/s.exec(reference) ?? [];
  try {
    const name = normaliseReference(named).replace(/:latest$/, '');
    return { name, ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) };
  } catch {
    return undefined;
  }
}
