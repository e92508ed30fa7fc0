/**
 * Which Go files are part of a build here (the go command's "build constraints"): for Linux, without
 * cgo, by the file's name and by the constraints at its beginning.
 *
 * A recipe does not know the platform of the engine. A file therefore counts when it is built on
 * amd64 or on arm64.
 */
import type { Header } from './header.js';
import { KNOWN_ARCH, KNOWN_OS } from './platforms.js';
import type { Tags } from './expression.js';

const ARCHITECTURES = ['amd64', 'arm64'];
/** Set in each build for Linux with Go's own compiler. */
const ALWAYS = new Set(['linux', 'unix', 'gc']);

export interface Build {
  /** The function's own tags. */
  readonly tags: ReadonlySet<string>;
  readonly cgo: boolean;
}

/** The tags of the setting: names separated by commas or blanks. */
export function buildTags(setting: string | undefined): ReadonlySet<string> {
  return new Set((setting ?? '').split(/[\s,]+/).filter((tag) => tag !== ''));
}

/** Whether the go command builds this file. @param name the last part of its path */
export function isBuilt(name: string, { condition, imports }: Header, build: Build): boolean {
  if (!build.cgo && imports.includes('C')) return false;
  return ARCHITECTURES.some((arch) => {
    const tags = tagsOf(arch, build);
    return nameFits(name, tags) && (condition === undefined || condition(tags));
  });
}

const tagsOf =
  (arch: string, { tags, cgo }: Build): Tags =>
  (tag) =>
    ALWAYS.has(tag) || tag === arch || tags.has(tag) || (cgo && tag === 'cgo') || /^go1\.\d+$/.test(tag);

/** `x_GOOS.go`, `x_GOARCH.go` and `x_GOOS_GOARCH.go`, each also with `_test`. */
function nameFits(name: string, tags: Tags): boolean {
  const [stem = ''] = name.split('.');
  const words = stem.split('_').slice(1);
  if (words.at(-1) === 'test') words.pop();
  const [before = '', last = ''] = words.slice(-2).length === 2 ? words.slice(-2) : ['', words.at(-1)];
  if (KNOWN_OS.has(before) && KNOWN_ARCH.has(last)) return tags(before) && tags(last);
  return !(KNOWN_OS.has(last) || KNOWN_ARCH.has(last)) || tags(last);
}
