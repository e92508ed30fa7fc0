/**
 * The documents that readers meet: Markdown at the root, below docs/, and in the folders of packages and of example runtimes.
 * Which they are is asked here by every check of documents.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Paths relative to the root of the repository. */
export function documentsIn(root) {
  const markdownIn = (folder, options) =>
    readdirSync(join(root, folder), options)
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(folder, name));
  const foldersIn = (folder) =>
    readdirSync(join(root, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => join(folder, name));
  return [
    ...markdownIn(''),
    ...markdownIn('docs', { recursive: true }),
    ...['packages', 'examples/runtimes'].flatMap(foldersIn).flatMap((folder) => markdownIn(folder)),
  ];
}
