/**
 * What a Go function consists of, read from its tree alone.
 *
 * The files that decide about dependencies (`manifests`) are kept apart from everything else: the download step sees only
 * them, so a source edit never downloads again. Local `replace` directives point at further go.mod files, hence all of
 * them count.
 */
import type { Detection, SourceTree } from '@smolfaas/core';

/** How the module gets its dependencies. */
export interface GoModule {
  /** Paths of go.mod, go.sum, go.work and go.work.sum, sorted. */
  readonly manifests: readonly string[];
  /** `vendor/modules.txt` is there: the go command uses it by itself, nothing is downloaded. */
  readonly vendored: boolean;
  /** Several modules by a go.work. */
  readonly workspace: boolean;
  /**
   * Without go.sum the go command has to be allowed to work it out (`-mod=mod`); it refuses that inside a workspace, and
   * would pass over `vendor`.
   */
  readonly resolves: boolean;
}

const MANIFEST = /(^|\/)(go\.mod|go\.sum|go\.work|go\.work\.sum)$/;

/** A module, or a workspace of modules, at the root makes it ours. */
export function detect(tree: SourceTree): Detection | undefined {
  const evidence = ['go.mod', 'go.work'].filter((name) => tree.has(name));
  return evidence.length > 0 ? { evidence } : undefined;
}

/** Reads the kind of module off the tree. */
export function readModule(tree: SourceTree): GoModule {
  const files = tree.entries.filter((entry) => entry.kind === 'file').map((entry) => entry.path);
  const vendored = tree.has('vendor/modules.txt');
  return {
    manifests: files.filter((path) => MANIFEST.test(path) && !path.startsWith('vendor/')).sort(),
    vendored,
    workspace: tree.has('go.work'),
    resolves: !vendored && !tree.has('go.sum') && !tree.has('go.work'),
  };
}
