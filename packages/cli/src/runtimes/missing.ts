/**
 * Which runtime packages the project file needs and the loaded plug-ins do not give, and what users are told about it.
 * Pure, and imported only when a project needs any.
 *
 * A package counts when oclif loaded it under this name; whether its manifest is sound is discovery's business, which has
 * a notice of its own.
 */
import semver from 'semver';
import type { NeededRuntime } from '../settings/project-file/project-file.js';
import { safe } from '../text/safe.js';
import type { PluginLike } from './discover.js';

/** A needed package that is not there, or not in a version that fits. */
export interface MissingRuntime {
  /** What `smolfaas plugins install` takes. */
  readonly spec: string;
  /** One line without a full stop, with the command to paste; shown as a warning. */
  readonly notice: string;
}

/** In the order of the project file. A range that is no range, such as the tag `next`, is met by any version. */
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
