/**
 * Files that a function evidently reads when it runs. The image holds only the binary, so those
 * that are not embedded are missing there.
 *
 * A path counts when the function's source has it, no `//go:embed` of the binary covers it, and the
 * code names it in one of these ways:
 *   - as an argument of a call that reads files: `template.ParseFiles("a.html")`, `http.Dir("web")`
 *   - as `./…` or `file://…`, or as a path with a directory that names a file: `"config/app.yaml"`
 *
 * Gotcha: this is a reading of text, so it may see too little; the hints for the output of a
 * container that does not become ready cover the rest.
 */
import type { FailureHint, SourceTree } from '@smolfaas/core';
import { inside } from '@smolfaas/runtime-kit';
import type { LinkedPackage } from './linked-packages.js';
import { type Embeds, embedsOf } from './embeds.js';

const ADVICE = 'embed it with //go:embed (https://pkg.go.dev/embed), or build the function with a Dockerfile';

/** A path of the function that a Go file names. */
interface ReadPath {
  readonly file: string;
  readonly path: string;
}

/** Notes about the paths that the image will not have. */
export function runTimeFileNotes(linked: readonly LinkedPackage[], tree: SourceTree): readonly string[] {
  const found = readPaths(linked, tree);
  const [first] = found;
  if (first === undefined) return [];
  const paths = [...new Set(found.map(({ path }) => path))];
  const more = paths.length > 3 ? `${paths.slice(0, 3).join(', ')} and ${paths.length - 3} more` : paths.join(', ');
  return [`${first.file} seems to read ${more} at run time, but the image holds only the binary: ${ADVICE}`];
}

/** Hints for a function that ends because a file is missing. */
export const FILE_OUTPUT_HINTS: readonly FailureHint[] = ['no such file or directory', 'pattern matches no files'].map(
  (output) => ({ output, hint: `the image holds only the binary; if this is a file of the function, ${ADVICE}` }),
);

function readPaths(linked: readonly LinkedPackage[], tree: SourceTree): readonly ReadPath[] {
  const embeds = linked.flatMap(({ dir, built }) => built.map(({ text = '' }) => embedsOf(dir, text)));
  return linked.flatMap(({ dir, built }) =>
    built.flatMap(({ path: file, text = '' }) =>
      literalPaths(text)
        .filter((literal) => isMissing(literal, dir, { tree, embeds }))
        .map((literal) => ({ file, path: literal.text })),
    ),
  );
}

interface Literal {
  readonly text: string;
  /** Whether a file must have this path; otherwise a directory counts as well. */
  readonly file: boolean;
}

/** Functions of the standard library and of common frameworks whose arguments name files. */
const FILE_READERS =
  /\b(?:ReadFile|Open|OpenFile|ParseFiles|ServeFile|LoadHTMLFiles|StaticFile|File|SetConfigFile|LoadX509KeyPair|ListenAndServeTLS)\s*\(([^)]*)/g;
/** Functions whose arguments may also name directories. */
const DIRECTORY_READERS =
  /\b(?:ReadDir|DirFS|Dir|ParseGlob|Glob|Walk|WalkDir|LoadHTMLGlob|Static|AddConfigPath)\s*\(([^)]*)|\bfilepath\.Join\(\s*("[^"\n]*"|`[^`]*`)/g;
/** Comments and rune literals are matched so that no quote in them begins a text. */
const TEXT = /\/\/[^\n]*|\/\*[^]*?\*\/|'(?:[^'\\\n]|\\.)+'|"((?:[^"\\\n]|\\.)*)"|`([^`]*)`/g;

function literalPaths(text: string): readonly Literal[] {
  const code = text.replace(TEXT, (part) => (part.startsWith('/') ? '' : part));
  const argumentsOf = (readers: RegExp) =>
    [...code.matchAll(readers)].flatMap(([, all, one]) => textsIn(all ?? one ?? ''));
  const evident = textsIn(code);
  return [
    ...argumentsOf(DIRECTORY_READERS).map((one) => ({ text: one, file: false })),
    ...evident.filter((one) => /^\.\/.|^file:\/\/[^/]/.test(one)).map((one) => ({ text: one, file: false })),
    ...argumentsOf(FILE_READERS).map((one) => ({ text: one, file: true })),
    ...evident.filter((one) => /^[^/\s:]+\/./.test(one)).map((one) => ({ text: one, file: true })),
  ];
}

const textsIn = (code: string): readonly string[] =>
  [...code.matchAll(TEXT)].flatMap(([, one, raw]) => one ?? raw ?? []);

/** Whether the path exists in the source, from the root or from the package, and is not embedded. */
function isMissing(
  { text, file }: Literal,
  dir: string,
  { tree, embeds }: { readonly tree: SourceTree; readonly embeds: readonly Embeds[] },
): boolean {
  const written = text.replace(/^file:\/\//, '');
  // Of a pattern, the directory before its first star counts.
  const fixed = written.includes('*') ? written.slice(0, written.indexOf('*')).replace(/[^/]*$/, '') : written;
  const found = [...new Set(['', dir])]
    .flatMap((base) => inside(base, fixed, tree.shared) ?? [])
    .filter((path) => path !== '' && !path.endsWith('.go') && tree.has(path))
    .filter((path) => !file || tree.read(path) !== undefined);
  return found.length > 0 && !found.some((path) => embeds.some((embed) => embed(path)));
}
