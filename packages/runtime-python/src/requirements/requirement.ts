/**
 * One requirement, as requirements files, pyproject.toml and dependency groups have it (PEP 508 and
 * pip's additions): whether it names a path, and whether it leaves the version open.
 */

const ARCHIVE = /\.(?:whl|zip|tgz|tbz|tar(?:\.(?:gz|bz2|xz|lzma|zst|Z))?)$/;
const ADDRESS = /^(?:[\w.-]+\+)?(?!file:)[A-Za-z][\w.+-]*:\/\//;

/**
 * The path that a requirement names, as written: of `./lib`, `lib/`, `x.whl`, `file:./lib` and
 * `lib @ file:./lib`. Extras, markers and hashes are left out. Undefined when it names none.
 */
export function pathOf(requirement: string): string | undefined {
  const [, after] = /^[\w.-]+\s*(?:\[[^\]]*\])?\s*@\s*(.+)$/.exec(requirement) ?? [];
  const value = withoutTail(after ?? requirement);
  if (value.startsWith('git+file:')) return value.slice('git+'.length);
  if (value === '' || ADDRESS.test(value)) return undefined;
  if (after !== undefined || value.startsWith('file:') || /^\.{1,2}(?:\/|$)/.test(value)) return value;
  const word = value.split(/[\s<>=!~(;,]/)[0] ?? '';
  return word.includes('/') || ARCHIVE.test(word) ? value : undefined;
}

/** Without markers, hashes, a URL's fragment, and extras at the end. */
function withoutTail(value: string): string {
  return value
    .replace(/\s+;.*$|\s+--[a-z-]+[\s=].*$/g, '')
    .replace(/#.*$/, '')
    .replace(/\[[^\]]*\]$/, '')
    .trim();
}

/**
 * The name of a requirement whose version uv chooses: no `==`, `===`, hash, address or path.
 * Undefined for every other requirement.
 */
function openName(requirement: string): string | undefined {
  return pathOf(requirement) === undefined && !requirement.includes('://') && !isPinned(requirement)
    ? nameOf(requirement)
    : undefined;
}

/** Whether a requirement allows exactly one version: `==1.*` does not. */
function isPinned(requirement: string): boolean {
  const [versions = ''] = requirement.split(';');
  return /===\s*\S|==\s*[^\s,*]+(?![^\s,]*\*)(?=$|[\s,)])/.test(versions) || /\s--hash[=\s]/.test(requirement);
}

/** The name of a requirement in its normal form; undefined when it has none. */
export function nameOf(requirement: string): string | undefined {
  const name = /^[A-Za-z0-9][\w.-]*/.exec(requirement)?.[0];
  return name === undefined ? undefined : normalised(name);
}

/** PEP 503: runs of `-`, `_` and `.` are equal, and case is ignored. */
export const normalised = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-');

/** Whether a file name is that of a wheel or of a source archive. */
export const isArchive = (name: string): boolean => ARCHIVE.test(name);

/** The name of the first requirement that neither its own line nor a constraint pins. */
export function firstOpen(requirements: readonly string[], constraints: readonly string[]): string | undefined {
  const pinned = new Set([...requirements, ...constraints].filter(isPinned).map(nameOf));
  return requirements.flatMap((one) => openName(one) ?? []).find((name) => !pinned.has(name));
}
