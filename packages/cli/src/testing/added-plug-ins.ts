/**
 * Creates plug-ins as `smolfaas plugins install` and `link` leave them. A package.json in the CLI's
 * data directory lists them; installed ones are in node_modules beside it, linked ones anywhere.
 * Written directly, since no test may need a registry.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './temporary-folder.js';

export interface AddedPlugIn {
  readonly name: string;
  readonly version: string;
  readonly type: 'user' | 'link';
  /** The field `smolfaas` of its package.json. */
  readonly smolfaas: unknown;
}

/** The file that each of them names as its module; it throws when it is imported. */
export const MODULE = './dist/never-imported.mjs';

/** @returns the variable that makes the CLI find them */
export function addPlugIns(plugIns: readonly AddedPlugIn[]): { readonly XDG_DATA_HOME: string } {
  const home = temporaryFolder();
  const data = join(home, 'smolfaas');
  const listed = plugIns.map((plugIn) => {
    const { name, type } = plugIn;
    const root = type === 'link' ? join(home, 'work', name) : join(data, 'node_modules', name);
    writePackage(root, plugIn);
    return type === 'link' ? { name, type, root } : { name, type, tag: 'latest' };
  });
  mkdirSync(data, { recursive: true });
  const dependencies = Object.fromEntries(plugIns.map(({ name, version }) => [name, version]));
  writeFileSync(
    join(data, 'package.json'),
    JSON.stringify({ private: true, oclif: { schema: 1, plugins: listed }, dependencies }),
  );
  return { XDG_DATA_HOME: home };
}

function writePackage(root: string, { name, version, smolfaas }: AddedPlugIn): void {
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(join(root, 'package.json'), JSON.stringify({ name, version, type: 'module', oclif: {}, smolfaas }));
  writeFileSync(join(root, MODULE), 'throw new Error("a runtime was imported although no function needs it");');
}
