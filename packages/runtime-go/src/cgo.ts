/**
 * Code that needs cgo, which builds here do not have: the base has no C compiler, and the binary is
 * static.
 *
 * The go command leaves files with `import "C"` out of such a build. Mostly it then fails by itself
 * (`BUILD_HINTS`). Some modules have stubs instead: the function builds, starts, and answers each
 * request with an error. So a function that imports one of those is refused, and where only go.sum
 * names one, a step after the build looks into the binary.
 */
import type { FailureHint, SourceTree } from '@smolfaas/core';
import type { Problem } from '@smolfaas/runtime-kit';
import { type Build, isBuilt } from './constraints/constraints.js';
import type { LinkedPackage } from './linked-packages.js';

const DOCS = 'https://www.npmjs.com/package/@smolfaas/runtime-go#cgo';
const WAYS = `or build it with a Dockerfile that has a C compiler: ${DOCS}`;

/** Modules that compile without cgo and then only return errors, and what to use instead. */
const STUBS: Readonly<Record<string, string>> = {
  'github.com/mattn/go-sqlite3': 'modernc.org/sqlite (its driver is named "sqlite")',
  'github.com/mutecomm/go-sqlcipher/v4': 'a database in pure Go, such as modernc.org/sqlite',
};
/** Packages that always import one of them. */
const WRAPPERS: Readonly<Record<string, string>> = {
  'gorm.io/driver/sqlite': 'github.com/glebarez/sqlite',
};

/** Why the function cannot work without cgo, by its own files; undefined if they show nothing. */
export function needsCgo(linked: readonly LinkedPackage[], tags: ReadonlySet<string>): Problem | undefined {
  for (const found of linked) {
    const problem = ownCgo(found, { tags, cgo: false }) ?? stubImport(found);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/**
 * A file of the function that imports "C". It does not matter if the package has another file for
 * builds without cgo, or if the file itself requires cgo (`//go:build cgo`) and others remain.
 */
function ownCgo({ built, all }: LinkedPackage, without: Build): Problem | undefined {
  const withCgo = { ...without, cgo: true };
  const files = all.flatMap((file) => (file.header === undefined ? [] : [{ ...file, header: file.header }]));
  if (files.some(({ name, header }) => isBuilt(name, header, without) && !isBuilt(name, header, withCgo)))
    return undefined;
  const needing = files.find(({ name, header }) => {
    if (!header.imports.includes('C') || !isBuilt(name, header, withCgo)) return false;
    return built.length === 0 || isBuilt(name, { ...header, imports: [] }, without);
  });
  if (needing === undefined) return undefined;
  return {
    message: `${needing.path} imports "C", and functions are built without cgo`,
    hint: `use a module in pure Go, ${WAYS}`,
  };
}

function stubImport({ built }: LinkedPackage): Problem | undefined {
  for (const { path, header } of built) {
    for (const name of header?.imports ?? []) {
      const instead = STUBS[name] ?? WRAPPERS[name];
      if (instead === undefined) continue;
      return {
        message: `${path} imports ${name}, which needs cgo, and functions are built without it`,
        hint: `use ${instead}, ${WAYS}`,
      };
    }
  }
  return undefined;
}

/**
 * Modules with stubs that the function's dependencies may link, by go.sum or, where there is none,
 * go.mod and vendor/modules.txt. In go.sum a line without `/go.mod` means that some package of the
 * module was needed.
 */
export function suspects(tree: SourceTree): readonly string[] {
  const sums = tree.readText('go.sum') ?? tree.readText('go.work.sum');
  const texts = sums ?? [tree.readText('go.mod') ?? '', tree.readText('vendor/modules.txt') ?? ''].join('\n');
  return Object.keys(STUBS).filter((name) =>
    texts.split('\n').some((line) => {
      const words = line.trim().split(/\s+/);
      const at = words.indexOf(name);
      return at >= 0 && words[at + 1]?.startsWith('v') === true && !words[at + 1]?.endsWith('/go.mod');
    }),
  );
}

/** A shell command that fails when the binary has one of these modules linked. */
export function stubCheck(binary: string, names: readonly string[]): readonly string[] {
  const checks = names.map(
    (name) =>
      `case "$linked" in *"	dep	${name}	"*) echo "${name} is linked, and without cgo it returns errors only" >&2; exit 1;; esac`,
  );
  return ['sh', '-c', [`linked=$(go version -m ${binary}) || exit 1`, ...checks].join('\n')];
}

/**
 * Hints for builds that fail because a dependency needs cgo or another platform; none for a function
 * without dependencies.
 */
export function buildHints(tree: SourceTree): readonly FailureHint[] {
  const manifests = ['go.mod', 'go.work', 'go.sum'].map((name) => tree.readText(name) ?? '');
  return /^\s*(?:require|use)\b|\sh1:/m.test(manifests.join('\n')) ? BUILD_HINTS : [];
}

const BUILD_HINTS: readonly FailureHint[] = [
  ...Object.entries(STUBS).map(([name, instead]) => ({
    output: `${name} is linked, and without cgo`,
    hint: `use ${instead} and what builds on it, ${WAYS}`,
  })),
  {
    output: 'build constraints exclude all Go files in',
    hint: `functions are built for Linux without cgo: use a module in pure Go, ${WAYS}`,
  },
];

/** What such modules say when they are used. */
export const CGO_OUTPUT_HINTS: readonly FailureHint[] = ['requires cgo to work', "compiled with 'CGO_ENABLED=0'"].map(
  (output) => ({ output, hint: `functions are built without cgo: use a module in pure Go, ${WAYS}` }),
);
