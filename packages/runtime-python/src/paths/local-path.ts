/**
 * Where a path leads that a manifest names.
 *
 * The build sees the function in /app. Paths are relative to the function's directory or to the
 * file that names them, absolute below /app, or below `${PROJECT_ROOT}` or `${PWD}`, which uv
 * expands. Every other path is outside of the function, unless the function shares it.
 */
import type { SharedSource } from '@smolfaas/core';
import { inside } from '@smolfaas/runtime-kit';

/** What uv looks for at a path. */
export type Wanted =
  /** A file, or a directory with all that is in it. */
  | 'content'
  /** A project that uv builds, or an archive of one. */
  | 'package'
  /** A directory of archives (`--find-links`), or a page that names them. */
  | 'archives';

/** A path in a manifest of the function. */
export interface LocalPath {
  /** The manifest, from the function's directory. */
  readonly file: string;
  /** The path as written; it may be a `file:` URL. */
  readonly text: string;
  /** The directory to which it is relative; '' is the function's own. */
  readonly base: string;
  readonly wanted: Wanted;
}

/**
 * The path below the function's directory, which is itself '', or `../…` in what it shares;
 * undefined when it is outside.
 */
export function placeOf({ text, base }: Pick<LocalPath, 'text' | 'base'>, shared?: SharedSource): string | undefined {
  const path = text.startsWith('file:') ? decoded(text.replace(/^file:(?:\/\/(?:localhost(?=\/))?)?/, '')) : text;
  const [, rooted] = /^\/?\$\{(?:PROJECT_ROOT|PWD)\}(?:\/+(.*))?$/.exec(path) ?? /^\/app(?:\/+(.*))?$/.exec(path) ?? [];
  const fromRoot = rooted !== undefined || /^\/?\$\{(?:PROJECT_ROOT|PWD)\}$|^\/app$/.test(path);
  if (fromRoot) return inside('', rooted ?? '');
  return path.startsWith('${') ? undefined : inside(base, path, shared);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
