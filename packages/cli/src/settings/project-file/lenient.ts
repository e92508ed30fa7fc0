/**
 * Reads of a project file what `down` needs: where the project is and what its objects are called.
 *
 * Invariant: nothing that is wrong in the file stops `down`. What can be read is used, key by key;
 * labels and the state database provide the rest. A warning says so.
 */
import { dirname } from 'node:path';
import { describe } from '../../errors/describe.js';
import type { SourcedText } from '../values.js';
import { parseProjectFile } from './parse.js';
import { plainData } from './plain-data.js';
import { isMap, withProfile } from './profiles.js';
import { NO_PROJECT_FILE, type ProjectFile } from './project-file.js';
import { projectValues } from './project-values.js';
import { projectSettings } from './project.js';
import { yamlSource } from './source.js';

const KEYS = ['functions_dir', 'state_db', 'network', 'image_prefix', 'caddy_name', 'buildkit_name'] as const;

/** @param path of the file, absolute */
export function readNames(path: string, text: string, profile?: SourcedText): ProjectFile {
  const data = values(path, text, profile);
  const found = Object.fromEntries(KEYS.filter((key) => isRight(key, data[key])).map((key) => [key, data[key]]));
  const names = { ...NO_PROJECT_FILE, path, values: projectValues(found, (key) => `${path}: ${key}`, dirname(path)) };
  try {
    parseProjectFile(path, text, profile);
    return names;
  } catch (error) {
    return { ...names, warning: unusable(error) };
  }
}

/** The warning about a file that cannot be used as a whole. */
export const unusable = (error: unknown): string =>
  `${describe(error).message}; down uses what it can read of it, labels and the state database`;

const isRight = (key: (typeof KEYS)[number], value: unknown): boolean =>
  value !== undefined && projectSettings[key].safeParse(value).success;

/** Broken YAML has values, too: those before the fault. */
function values(path: string, text: string, profile: SourcedText | undefined): Readonly<Record<string, unknown>> {
  try {
    const data = plainData(path, yamlSource(text));
    if (!isMap(data)) return {};
    const profiles = isMap(data['profiles']) ? data['profiles'] : {};
    const over = profile === undefined || !Object.hasOwn(profiles, profile[1]) ? {} : profiles[profile[1]];
    return withProfile(data, isMap(over) ? over : {});
  } catch {
    return {};
  }
}
