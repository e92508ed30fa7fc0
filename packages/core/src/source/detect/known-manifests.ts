/**
 * Stage 2, detect: files that show a function's language although no installed runtime recognises
 * them.
 *
 * SmolFaaS consults this table only when no runtime recognised a function, to suggest a plug-in. It
 * is data, not a registry: it does not promise that such a package exists. A runtime that is
 * installed under one of these ids decides by its own `detects`.
 */
import picomatch from 'picomatch';

/**
 * Globs at a function's root, and the id of the runtime to try. The most reliable signs come first,
 * because many projects contain an index.html.
 */
const KNOWN_MANIFESTS: readonly { readonly runtime: string; readonly globs: readonly string[] }[] = [
  { runtime: 'rust', globs: ['Cargo.toml'] },
  { runtime: 'deno', globs: ['deno.json', 'deno.jsonc'] },
  { runtime: 'bun', globs: ['bun.lockb', 'bunfig.toml'] },
  { runtime: 'php', globs: ['composer.json'] },
  { runtime: 'ruby', globs: ['Gemfile'] },
  { runtime: 'java', globs: ['pom.xml', 'build.gradle'] },
  { runtime: 'elixir', globs: ['mix.exs'] },
  { runtime: 'dotnet', globs: ['*.csproj'] },
  { runtime: 'static', globs: ['index.html'] },
];

/** A file that was found, and the id of a runtime worth trying. */
export interface FoundManifest {
  readonly name: string;
  readonly runtime: string;
}

/** The first matching file for each runtime of the table that is not installed. Pure. */
export function foundManifests(names: readonly string[], installed: ReadonlySet<string>): readonly FoundManifest[] {
  return KNOWN_MANIFESTS.filter(({ runtime }) => !installed.has(runtime)).flatMap(({ runtime, globs }) => {
    const name = names.find((candidate) => picomatch.isMatch(candidate, [...globs]));
    return name === undefined ? [] : [{ name, runtime }];
  });
}
