/**
 * Sentences for functions that no installed runtime can build: what was looked for, what is there
 * instead, and what would help.
 */
import type { ErrorFacts } from '@smolfaas/core';
import { nearest } from '../text/nearest.js';
import { quote, safe } from '../text/safe.js';
import { knownPackage } from './known-packages.js';
import type { Sentence } from './sentence.js';

/**
 * Lists what detection looked for, and the commands that would help. Suggestions in order: a
 * missing package that the project file needs; the package that last built the function; a plug-in
 * for the language of a file that was found.
 *
 * Gotchas:
 *  1. A plug-in is suggested only if its package exists: anyone could publish under a name that is
 *     still free.
 *  2. The suggestion is the whole package name. oclif resolves a short name (`deno`) to the
 *     SmolFaaS package only while the registry has that package; otherwise it installs the package
 *     called `deno`.
 */
export function noRuntime({
  function: name,
  lookedFor,
  found,
  sources = [],
  unsupported,
  missing,
  chosen,
  last,
  dockerfiles = [],
}: ErrorFacts['no-runtime']): Sentence {
  const signs = lookedFor.map(({ runtime, globs }) => `${globs.map(safe).join(' or ')} (${safe(runtime)})`);
  const tried = `looked for ${signs.length > 0 ? signs.join(', ') : 'nothing, as no runtime is installed'}`;
  if (missing.length > 0) {
    return {
      message: `no runtime recognises it, and the project file needs ${missing.map(safe).join(', ')}; ${tried}`,
      hint: installLines(missing),
    };
  }
  if (last !== undefined && found.length === 0) {
    return {
      message: `runtime ${quote(last.runtime)}, which built it last, is not installed any more; ${tried}`,
      hint: installLines([last.package]),
    };
  }
  const [dockerfile] = dockerfiles;
  if (dockerfile !== undefined) {
    return {
      message: `${dockerfiles.map(safe).join(', ')} found, but only a setting chooses ${dockerfiles.length === 1 ? 'it' : 'one of them'}; ${tried}`,
      hint: `build from it, in smolfaas.yaml: functions: { ${safe(name)}: { settings: { dockerfile: ${safe(dockerfile)} } } }`,
    };
  }
  const [known] = unsupported;
  if (known !== undefined) {
    return {
      message: `${safe(known.name)} found, from which runtime ${quote(known.runtime)} cannot build; ${tried}`,
      hint: `in the directory of ${quote(name)}: ${safe(known.hint)}`,
    };
  }
  if (sources.length > 0 && found.length === 0) return sourceWithoutManifest({ name, lookedFor, sources, tried });
  if (found.length > 0) {
    const names = found.map((file) => safe(file.name)).join(', ');
    return {
      message: `${names} found, but no runtime for ${found.length === 1 ? 'it' : 'them'} is installed; ${tried}`,
      hint: last === undefined ? tryLines(found) : installLines([last.package]),
    };
  }
  const hints = lookedFor.flatMap(({ hint }) => hint ?? []);
  const holdsNone = LIBRARIES.has(name) ? passOver(name) : undefined;
  const hint = holdsNone ?? (hints.length > 0 ? inDirectory(name, hints) : undefined);
  return {
    message: `${chosen ? 'the runtime that the project file names does not recognise it' : 'no runtime recognises it'}; ${tried}`,
    ...(hint === undefined ? {} : { hint }),
  };
}

/** `index.js found, but no package.json`, and the command that makes one. */
function sourceWithoutManifest({
  name,
  lookedFor,
  sources,
  tried,
}: {
  readonly name: string;
  readonly lookedFor: ErrorFacts['no-runtime']['lookedFor'];
  readonly sources: NonNullable<ErrorFacts['no-runtime']['sources']>;
  readonly tried: string;
}): Sentence {
  const known = sources.map((file) => ({ file, looks: lookedFor.find(({ runtime }) => runtime === file.runtime) }));
  const lacks = known.map(
    ({ file, looks }) => `${safe(file.name)} found, but no ${looks?.globs.map(safe).join(' or ')}`,
  );
  const hints = known.flatMap(({ looks }) => looks?.hint ?? []);
  const parts = [
    ...(LIBRARIES.has(name) ? [`${passOver(name)}; if it is one`] : []),
    ...(hints.length > 0 ? [inDirectory(name, hints)] : []),
  ];
  return { message: `${lacks.join('; ')}; ${tried}`, ...(parts.length > 0 ? { hint: parts.join(', ') } : {}) };
}

/** Names of directories that usually hold code for functions, and none themselves. */
const LIBRARIES: ReadonlySet<string> = new Set(
  'assets common config core docs helpers include internal lib libs models packages pkg public scripts shared src static templates test tests tools types util utils vendor'.split(
    ' ',
  ),
);

const passOver = (name: string): string =>
  `if ${quote(name)} is no function, rename it to ${quote(`_${name}`)}: directories whose names begin with "_" or "." are passed over`;

const inDirectory = (name: string, hints: readonly string[]): string =>
  `in the directory of ${quote(name)}: ${hints.map(safe).join('   or   ')}`;

/** Packages that the project file needs come first, then the last one used, then a known one. */
export function runtimeNotInstalled(facts: ErrorFacts['runtime-not-installed']): Sentence {
  const { function: fn, runtime, known, missing, package: last } = facts;
  const one = last ?? knownPackage(runtime);
  const packages = missing.length > 0 || one === undefined ? missing : [one];
  const meant = nearest(runtime, known);
  const correct = `${meant === undefined ? '' : `did you mean ${quote(meant)}? `}correct functions.${safe(fn)}.runtime in the project file`;
  return {
    message: `the project file asks for runtime ${quote(runtime)}, which is not installed; installed: ${known.map(safe).join(', ')}`,
    hint: packages.length > 0 ? installLines(packages) : `${correct}, or install it: smolfaas plugins install PACKAGE`,
  };
}

const installLines = (packages: readonly string[]): string =>
  packages.map((spec) => `smolfaas plugins install ${safe(spec)}`).join('   or   ');

/** Packages to install where any are known; otherwise how to make it a function without one. */
function tryLines(found: ErrorFacts['no-runtime']['found']): string {
  const packages = found.flatMap(({ runtime }) => knownPackage(runtime) ?? []);
  if (packages.length > 0) return installLines(packages);
  const [first] = found;
  return `add a Dockerfile, or write a runtime: smolfaas runtimes new ${safe(first?.runtime ?? 'ID')}`;
}
