/**
 * The `local://` source: files that the client sends over its session while the build runs.
 *
 * The name is a key, not a path: the session maps it to a directory. The *builder* requests the
 * files, with the patterns written here, so the patterns are part of the op and of its digest. The
 * session's id is added only when the graph is bound to a solve. Lists travel as JSON text in one
 * attribute (BuildKit solver/pb/attr.go; the key of the includes is singular).
 */
import { nonEmpty } from '../checks.js';
import { LlbError } from '../errors.js';
import type { Vertex } from '../vertex.js';
import { sourceVertex } from './source.js';

/**
 * Options of `local`. Patterns use .dockerignore syntax, relative to the directory; order matters.
 */
export interface LocalOptions {
  /** Send only what matches. Left out: everything. */
  readonly include?: readonly string[];
  /** Do not send what matches; a later `!pattern` includes it again. */
  readonly exclude?: readonly string[];
  /** Send these paths and whatever their symlinks point at. */
  readonly followPaths?: readonly string[];
  /**
   * Sources with equal hints share the builder's copy, so that a second build sends only what
   * changed.
   */
  readonly sharedKeyHint?: string;
  /**
   * How the builder decides that a file changed; `none` sends everything again (BuildKit >= 0.9).
   */
  readonly differ?: 'none' | 'metadata';
  /** Display name; BuildKit generates one by default. Not part of the digest. */
  readonly name?: string;
}

/**
 * The vertex of a directory on the client.
 * @throws LlbError `bad-option` for an empty name or an empty include list
 */
export function localVertex(name: string, options: LocalOptions): Vertex {
  const step = options.name ?? `local://${name}`;
  nonEmpty(name, 'the name of a local source', step);
  if (options.include?.length === 0) {
    throw new LlbError('bad-option', 'an empty include list would send everything; use scratch() for no files', {
      step,
    });
  }
  const attrs = {
    'local.includepattern': jsonList(options.include),
    'local.excludepatterns': jsonList(options.exclude),
    'local.followpaths': jsonList(options.followPaths),
    'local.sharedkeyhint': options.sharedKeyHint,
    'local.differ': options.differ,
  };
  return sourceVertex(`local://${name}`, attrs, { name: options.name });
}

/** A list as an attribute's text; an empty one is left out. */
function jsonList(list: readonly string[] | undefined): string | undefined {
  return list === undefined || list.length === 0 ? undefined : JSON.stringify(list);
}
