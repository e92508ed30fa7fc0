/**
 * The runtimes that a run can use, as they are at its beginning: a linked package may have changed
 * since the last run of the session.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PipelineContext } from '@smolfaas/core';
import { discoverRuntimes, type PluginLike } from '../runtimes/discover.js';
import type { RuntimeModules } from '../runtimes/modules.js';
import { notices } from '../runtimes/notices.js';
import type { ProjectFile } from '../settings/project-file/project-file.js';

export interface RuntimesOfRun extends Pick<PipelineContext, 'runtimes' | 'missingRuntimes'> {
  /**
   * What the user must know, one line each: runtimes that cannot be used, that replace a bundled
   * one, or that the project needs and are missing.
   */
  readonly warnings: readonly string[];
}

export async function runtimesOfRun(
  plugins: readonly PluginLike[],
  { runtimes: needed }: Pick<ProjectFile, 'runtimes'>,
  modules: RuntimeModules,
): Promise<RuntimesOfRun> {
  const current = plugins.map(asItIsNow);
  const discovery = discoverRuntimes(current, modules);
  const missing = needed.length === 0 ? [] : (await import('../runtimes/missing.js')).missingRuntimes(needed, current);
  return {
    runtimes: discovery.runtimes,
    missingRuntimes: missing.map(({ spec }) => spec),
    warnings: [...missing.map(({ notice }) => notice), ...notices(discovery)],
  };
}

/**
 * A linked plug-in with the manifest of its package.json as it is now. One that cannot be read while
 * its author writes it counts as it was.
 */
function asItIsNow(plugin: PluginLike): PluginLike {
  if (plugin.type !== 'link') return plugin;
  try {
    const pjson: unknown = JSON.parse(readFileSync(join(plugin.root, 'package.json'), 'utf8'));
    if (typeof pjson !== 'object' || pjson === null) return plugin;
    const version = 'version' in pjson && typeof pjson.version === 'string' ? pjson.version : plugin.version;
    return { name: plugin.name, root: plugin.root, type: plugin.type, version, pjson };
  } catch {
    return plugin;
  }
}
