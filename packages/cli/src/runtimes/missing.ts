/**
 * Finds the runtime packages that the project file needs and the loaded plug-ins do not provide,
 * and words the notice about each. Pure, and imported only when a project needs any.
 *
 * A package counts as present when oclif loaded it under this name. Discovery checks its manifest
 * and has a notice of its own.
 */
import semver from 'semver';
import type { NeededRuntime } from '../settings/project-file/project-file.js';
import { safe } from '../text/safe.js';
import type { PluginLike } from './discover.js';

/** A needed package that is missing, or present in a version that does not fit. */
export interface MissingRuntime {
  /** The argument for `smolfaas plugins install`. */
  readonly spec: string;
  /** One line without a full stop, with the command to paste; shown as a warning. */
  readonly notice: string;
}

/**
 * In the order of the project file. Any version satisfies a range that is not a semver range, such
 * as the tag `next`.
 */
export function missingRuntimes(
  needed: readonly NeededRuntime[],
  loaded: Iterable<Pick<PluginLike, 'name' | 'version'>>,
): readonly MissingRuntime[] {
  const versions = new Map([...loaded].map(({ name, version }) => [name, version]));
  return needed.flatMap(({ name, range, spec }) => {
    const found = versions.get(name);
    if (found !== undefined && fits(found, range)) return [];
    const why = found === undefined ? 'which is not installed' : `but version ${safe(found)} is installed`;
    const notice = `this project needs the runtime package ${safe(spec)}, ${why}: smolfaas plugins install ${safe(spec)}`;
    return [{ spec, notice }];
  });
}

function fits(version: string, range: string | undefined): boolean {
  return range === undefined || semver.validRange(range) === null || semver.satisfies(version, range);
}
