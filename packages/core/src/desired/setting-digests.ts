/**
 * Stage 4, desired: which settings the user has chosen for a function's containers, each with a
 * short digest of its value. Pure.
 *
 * The digests are a label of each container. The spec hash shows that a container differs from what
 * it should be; this label shows in which settings, so that a plan can name them.
 *
 * Invariants:
 *  1. A function without such settings has no such label, so its spec hash is that of versions
 *     without them.
 *  2. Values of secrets are not covered, see secret-digests.ts.
 *
 * Gotcha: a digest is only 32 bits. It may be equal for two values, and then the plan does not name
 * the setting.
 */
import { LABEL, type Labels } from '../contract/labels.js';
import type { FunctionChoice } from '../contract/settings.js';
import { canonicalHash, canonicalJson } from './canonical-hash.js';

const LENGTH = 8;

/** Digests by name of the setting; `env.TOKEN` and `secrets.TOKEN` are settings of their own. */
export type SettingDigests = Readonly<Record<string, string>>;

/** @param env the variables from `env` and `env_file` */
export function settingDigests(
  { memoryBytes, cpus, pids, readOnly, tmpfs, networks, start, secrets = {} }: Partial<FunctionChoice>,
  env: Readonly<Record<string, string>>,
): SettingDigests {
  const values: Readonly<Record<string, unknown>> = {
    memory: memoryBytes,
    cpus,
    pids,
    read_only: readOnly,
    tmpfs,
    networks,
    start,
    ...prefixed('env', env),
    ...prefixed(
      'secrets',
      Object.fromEntries(Object.entries(secrets).map(([name, one]) => [name, one.variable ?? ''])),
    ),
  };
  const chosen = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(chosen.map(([name, value]) => [name, canonicalHash(value).slice(0, LENGTH)]));
}

function prefixed(prefix: string, values: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}.${name}`, value]));
}

/** The label with them; none if there are none. */
export function settingsLabel(digests: SettingDigests): Labels {
  return Object.keys(digests).length === 0 ? {} : { [LABEL.settings]: canonicalJson(digests) };
}

/** Names of the settings in which two sets of labels differ, sorted. */
export function differingSettings(is: Labels, should: Labels): readonly string[] {
  return differingNames(is[LABEL.settings], should[LABEL.settings]);
}

/** Names that have different values in two labels of JSON maps, or are in one of them only; sorted. */
export function differingNames(is: string | undefined, should: string | undefined): readonly string[] {
  const [before, after] = [parsed(is), parsed(should)];
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name)).sort();
}

/** A label that another program has written counts as empty. */
function parsed(label = '{}'): ReadonlyMap<string, unknown> {
  try {
    const value: unknown = JSON.parse(label);
    return new Map(Object.entries(value ?? {}));
  } catch {
    return new Map();
  }
}
