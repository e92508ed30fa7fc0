/**
 * Stage 2, detect: files that show a function's language although no installed runtime recognises
 * it. SmolFaaS consults these tables only then.
 *
 *   a manifest of another language   -> suggest a plug-in: Cargo.toml, composer.json
 *   a source of another language     -> the same: index.php
 *   a source of an installed runtime -> its manifest is missing: index.js without package.json
 *
 * They are data, not a registry: they do not promise that such a package exists. A runtime that is
 * installed under one of these ids decides by its own `detects`.
 */
import picomatch from 'picomatch';

/**
 * Globs at a function's root, and the id of the runtime to try. The most reliable signs come first,
 * because many projects contain an index.html.
 */
const KNOWN_MANIFESTS: readonly Signs[] = [
  { runtime: 'rust', globs: ['Cargo.toml', '*.rs'] },
  { runtime: 'deno', globs: ['deno.json', 'deno.jsonc'] },
  { runtime: 'bun', globs: ['bun.lockb', 'bunfig.toml'] },
  { runtime: 'php', globs: ['composer.json', 'index.php', '*.php'] },
  { runtime: 'ruby', globs: ['Gemfile', 'config.ru', '*.rb'] },
  { runtime: 'java', globs: ['build.gradle', 'pom.xml', 'build.gradle.kts', '*.java', '*.kt'] },
  { runtime: 'elixir', globs: ['mix.exs', '*.exs'] },
  { runtime: 'dotnet', globs: ['*.{cs,fs,vb}proj', '*.cs'] },
  { runtime: 'static', globs: ['index.html'] },
];

/** Sources by which the official runtimes would not be chosen. The usual entries come first. */
const KNOWN_SOURCES: readonly Signs[] = [
  { runtime: 'go', globs: ['main.go', '*.go'] },
  { runtime: 'node', globs: ['{index,server,app,main}.{js,mjs,cjs,ts,mts,cts}', '*.{js,mjs,cjs,ts,mts,cts,jsx,tsx}'] },
  { runtime: 'python', globs: ['{main,app,server,manage,wsgi,asgi}.py', '*.py'] },
];

/** What shows a language, most reliable first. */
interface Signs {
  readonly runtime: string;
  readonly globs: readonly string[];
}

/** A file that was found, and the id of a runtime worth trying. */
export interface FoundManifest {
  readonly name: string;
  readonly runtime: string;
}

/** The first matching file for each runtime of the table that is not installed. Pure. */
export function foundManifests(names: readonly string[], installed: ReadonlySet<string>): readonly FoundManifest[] {
  return KNOWN_MANIFESTS.filter(({ runtime }) => !installed.has(runtime)).flatMap((signs) => firstSign(signs, names));
}

/** A source file for each of these runtimes, where there is one. Pure. */
export function foundSources(names: readonly string[], tried: ReadonlySet<string>): readonly FoundManifest[] {
  return KNOWN_SOURCES.filter(({ runtime }) => tried.has(runtime)).flatMap((signs) => firstSign(signs, names));
}

function firstSign({ runtime, globs }: Signs, names: readonly string[]): readonly FoundManifest[] {
  for (const glob of globs) {
    const name = names.find((candidate) => picomatch.isMatch(candidate, glob));
    if (name !== undefined) return [{ name, runtime }];
  }
  return [];
}
