/**
 * Imports the modules of runtime packages. One that is imported again after its code changed is
 * imported from a copy, because Node would return the former modules (versioned-copy.ts). So a
 * session that stays open builds with the runtime as it is now.
 *
 * Gotcha: Node keeps former modules in memory. An author who edits a runtime for a day leaves a few
 * megabytes there.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { RuntimePackage } from './identity.js';

export interface RuntimeModules {
  /**
   * The exports of the package's module.
   * @param module relative to the root of the package
   * @param identity of the package's code, as discovery found it
   * @throws what the module throws; the file system's own errors
   */
  load(source: RuntimePackage, module: string, identity: string): Promise<object>;
  /** Removes the copies. */
  close(): void;
}

/** What is imported first comes from the package itself. */
export function runtimeModules(): RuntimeModules {
  /** By the path of a module and the identity of its code: the path from which it is imported. */
  const paths = new Map<string, Promise<string>>();
  const imported = new Set<string>();
  const copies: string[] = [];
  const pathOf = async (root: string, path: string): Promise<string> => {
    if (!imported.has(path)) {
      imported.add(path);
      return path;
    }
    const { copyCode } = await import('./versioned-copy.js');
    const copy = copyCode(root, path);
    copies.push(copy.folder);
    return copy.module;
  };
  return {
    async load({ root }, module, identity) {
      const path = join(root, module);
      const key = `${path}\0${identity}`;
      const from = paths.get(key) ?? pathOf(root, path);
      paths.set(key, from);
      from.catch(() => paths.delete(key)); // a full disk may have room the next time
      return await import(pathToFileURL(await from).href);
    },
    close() {
      for (const folder of copies.splice(0)) rmSync(folder, { recursive: true, force: true });
    },
  };
}
