/**
 * Runs `smolfaas runtimes new`: check the id, write the package, report. An id that is already
 * installed is only reported, because a package may be meant to replace another one.
 */
import { join } from 'node:path';
import { readEnvironment } from '../process/environment.js';
import type { Output } from '../process/output.js';
import { reportNewRuntime } from '../report/new-runtime.js';
import { discoverRuntimes, type PluginLike } from '../runtimes/discover.js';
import { checkRuntimeId } from '../scaffold/runtime-id.js';
import { type NewPackage, packageName, writeRuntime } from '../scaffold/write-runtime.js';

export interface NewRuntime extends Omit<NewPackage, 'folder'> {
  readonly plugins: Iterable<PluginLike>;
}

/** @throws bad-runtime-id, folder-unusable; nothing was written then */
export function newRuntime({ id, version, cliRoot, plugins }: NewRuntime, output: Output, json: boolean): void {
  const problem = checkRuntimeId(id);
  if (problem !== undefined) throw problem;
  const folder = join(readEnvironment().cwd, packageName(id));
  const files = writeRuntime({ id, version, folder, cliRoot });
  const taken = discoverRuntimes(plugins).runtimes.find(({ manifest }) => manifest.id === id);
  const report = reportNewRuntime({ id, folder: packageName(id), files, ...(taken && { taken }) });
  output.data(json ? `${JSON.stringify(report.json, null, 2)}\n` : report.text);
}
