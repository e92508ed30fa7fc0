/**
 * Which file is the Dockerfile, and the file behind it when it is a symbolic link.
 *
 * Without the setting `dockerfile`, the first of the usual names counts. The manifest has the same
 * names: the first as `detects`, the others as `detectsLast`.
 * Invariant: links are followed as BuildKit's frontend does, but never out of the function.
 */
import type { RecipeInput, SourceTree } from '@smolfaas/core';
import { directoryOf, type Found, followed, inside } from '@smolfaas/runtime-kit';
import type { Problem } from './problem.js';

/** `docker build` knows the first two, Podman and Buildah the others as well. */
export const USUAL_NAMES = ['Dockerfile', 'dockerfile', 'Containerfile', 'containerfile'] as const;

/** The Dockerfile's path as in the source tree: without a leading `./` and without empty parts. */
export function filenameOf(tree: Pick<SourceTree, 'has'>, settings: RecipeInput['settings'] = {}): string {
  const usual = USUAL_NAMES.find((name) => tree.has(name)) ?? USUAL_NAMES[0];
  const parts = (settings['dockerfile'] ?? usual).split('/');
  return parts.filter((part, index) => part !== '.' && (part !== '' || index === 0)).join('/');
}

/** The path behind all links, or why it leads nowhere; undefined if there is neither a link nor a file. */
export function followLinks(tree: SourceTree, filename: string): { readonly path: string } | Problem | undefined {
  const { links, path, missing, out } = followed(tree, filename);
  if (out !== undefined) return leadsOut(filename, out);
  if (path !== undefined && tree.read(path) !== undefined) return { path };
  const nowhere = missing ?? path;
  if (nowhere !== undefined) return links.length === 0 ? undefined : dangling(filename, nowhere);
  return { message: `${filename} is a symbolic link in a loop`, hint: 'link it to a file of the function' };
}

const leadsOut = (filename: string, { file, path }: NonNullable<Found['out']>): Problem => ({
  message: `${filename} cannot be read: the symbolic link ${file} leads to ${path}, out of the function's directory`,
  hint: "link to a file of the function with a relative path, or copy the file into the function's directory",
});

const dangling = (filename: string, path: string): Problem => ({
  message: `${filename} is a symbolic link, and there is no file ${path}`,
  hint: 'link it to a file of the function',
});

/**
 * The file whose path is all that a Dockerfile contains: so git writes a symbolic link where the
 * file system has none.
 */
export function writtenLink(tree: SourceTree, filename: string, text: string): string | undefined {
  const line = text.trim();
  if (line === '' || /\s/.test(line)) return undefined;
  const path = inside(directoryOf(filename), line);
  return path !== undefined && path !== filename && tree.read(path) !== undefined ? path : undefined;
}
