/**
 * A copy of a package's code under another path, so that Node imports it as new modules.
 *
 * Node keeps every module that it has imported until the process ends, by its path: ES modules,
 * CommonJS modules and JSON. A new query in the URL of a module loads that module again, but not
 * the modules that it imports. Another path does.
 *
 *     <temporary>/smolfaas-runtime-x1/home/me/runtime-ruby/
 *       package.json   -> link to the original         lib/ and all the rest too
 *       node_modules   -> link to the original         also those of the folders above
 *       dist/index.js     copied, like all code beside and below the module
 *
 * Invariant: an import that the original can make leads to the same place from the copy: to another
 * copied module, or to the original of everything else.
 */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { isCodeFile, isCodeFolder } from './package-code.js';

/** A copy, until its folder is removed. */
export interface VersionedCopy {
  /** To be removed by the caller. */
  readonly folder: string;
  /** Absolute path of the module in it. */
  readonly module: string;
}

/**
 * Copies the code of the package.
 * @param root absolute; the folder of its package.json
 * @param module absolute; a file below `root`
 * @throws the file system's own error
 */
export function copyCode(root: string, module: string): VersionedCopy {
  const folder = mkdtempSync(join(tmpdir(), 'smolfaas-runtime-'));
  const code = dirname(module);
  copyFolder(code, join(folder, code));
  for (let inner = code; dirname(inner) !== inner; inner = dirname(inner)) {
    const outer = dirname(inner);
    const names = isWithin(inner, root) ? readdirSync(outer) : ['node_modules'];
    for (const name of names) link(join(outer, name), join(folder, outer, name), basename(inner));
  }
  return { folder, module: join(folder, module) };
}

/** Whether the folder lies inside the package, below its root. */
function isWithin(inner: string, root: string): boolean {
  return inner !== root && `${inner}/`.startsWith(`${root}/`);
}

function copyFolder(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (isCodeFolder(entry)) copyFolder(source, target);
    else if (isCodeFile(entry)) copyFileSync(source, target);
    else symlinkSync(source, target);
  }
}

function link(source: string, target: string, copied: string): void {
  if (basename(source) !== copied && existsSync(source)) symlinkSync(source, target);
}
