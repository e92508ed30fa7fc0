/**
 * The Go version that a function states outside of go.mod: `.go-version` of goenv and others, and
 * `golang` in `.tool-versions`. The go command itself obeys the `go` and `toolchain` lines of go.mod.
 *
 * It can start with another release of itself, which it downloads once (`GOTOOLCHAIN=go1.22.3+auto`).
 * go.mod may then still ask for a newer one. The go command knows this since 1.21.
 */
import type { SourceTree } from '@smolfaas/core';
import { type StatedVersion, toolVersion, versionFile } from '@smolfaas/runtime-kit';

export interface Toolchain {
  /** The value of GOTOOLCHAIN. */
  readonly value: string;
  readonly notes: readonly string[];
}

export function toolchain(tree: SourceTree): Toolchain {
  const stated = versionFile(tree, '.go-version') ?? toolVersion(tree, ['golang', 'go']);
  if (stated === undefined) return { value: 'auto', notes: [] };
  const [, minor = '', rest = ''] = /^(?:go)?1\.(\d+)((?:\.\d+|rc\d+|beta\d+))?$/.exec(stated.text) ?? [];
  if (minor === '') return unused(stated, 'this is no release');
  if (Number(minor) < 21) return unused(stated, 'releases before 1.21 cannot be chosen');
  if (rest === '') return unused(stated, 'a release has three numbers');
  return { value: `go1.${minor}${rest}+auto`, notes: [] };
}

function unused({ file, text }: StatedVersion, why: string): Toolchain {
  const words = `${file} states Go ${text}, which is not used: ${why}; go.mod and the build base decide`;
  return { value: 'auto', notes: [words] };
}
