/**
 * What a Go function consists of, read from its tree alone.
 *
 * The files that determine dependencies (`manifests`) are separate from everything else. The
 * download step sees only them, so a source edit never downloads again. Local `replace` directives
 * point at further go.mod files, so all go.mod files count.
 */
import type { Detection, SourceTree } from '@smolfaas/core';

/** How the module gets its dependencies. */
export interface GoModule {
  /** Paths of go.mod, go.sum, go.work and go.work.sum, sorted. */
  readonly manifests: readonly string[];
  /** `vendor/modules.txt` exists: the go command uses it by itself and downloads nothing. */
  readonly vendored: boolean;
  /** A go.work joins several modules. */
  readonly workspace: boolean;
  /**
   * Without go.sum the go command needs permission to create it (`-mod=mod`). It refuses that flag
   * inside a workspace, and would ignore `vendor` with it.
   */
  readonly resolves: boolean;
}

const MANIFEST = /(^|\/)(go\.mod|go\.sum|go\.work|go\.work\.sum)$/;

/** A function with a module, or a workspace of modules, at its root is a Go function. */
export function detect(tree: SourceTree): Detection | undefined {
  const evidence = ['go.mod', 'go.work'].filter((name) => tree.has(name));
  return evidence.length > 0 ? { evidence } : undefined;
}

/** Reads the kind of module from the tree. */
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
