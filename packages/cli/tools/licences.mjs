/**
 * Collects the licences of the libraries in the bundle. They require that the licence accompanies
 * the code, and the bundle does not include the libraries' own packages.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * One text: name, version and licence of every npm package that contains one of `inputs` (paths
 * below `root`).
 */
export function licences(root, inputs) {
  const packages = new Set(inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []));
  return [...packages]
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((path) => licence(resolve(root, path)))
    .join('\n');
}

function licence(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = readdirSync(folder).filter(
    (file) => /^(licen[cs]e|notice|copying)/i.test(file) && existsSync(join(folder, file)),
  );
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return [`${name} ${version} (${license})`, '='.repeat(60), ...texts, ''].join('\n');
}
