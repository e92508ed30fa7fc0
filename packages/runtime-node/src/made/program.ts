/**
 * The program of the step that keeps what scripts made in node_modules (keep-made.ts). It runs in
 * the build base with Node.js 18 or newer and without packages, so it is one text.
 *
 *     node keep-made.cjs ROOTS
 *
 * ROOTS is a JSON list of `{ after, pristine, production, into, replace }`, absolute directories:
 * node_modules as scripts left it, as it was installed, as production has it, and where the files
 * belong. With `replace`, `into` receives production's tree first.
 *
 * A file is made when it is new, or when its size, time, mode or target differs. BuildKit keeps the
 * times of files that a step does not touch.
 *
 * | the file is in                                      | kept                                  |
 * |-----------------------------------------------------|---------------------------------------|
 * | a package that production has here, same version    | here                                  |
 * | a package that production has elsewhere             | there (yarn hoists by what it omits)  |
 * | a package that production lacks                     | no                                    |
 * | no package, such as `.prisma`                       | here                                  |
 * | pnpm's directory of a package that production lacks | no                                    |
 * | a cache or a manager's own record                   | no                                    |
 *
 * Gotcha: files that a script removes from a production package stay.
 * @param modules absolute path of the function's node_modules
 */
export function keepMade(modules: string): string {
  return KEEP_MADE.replace('/app/node_modules', () => modules);
}

const KEEP_MADE = `'use strict';
const fs = require('node:fs');
const path = require('node:path');

const SKIPPED = new Set(['.bin', '.cache', '.vite', '.vite-temp', '.vitest', '.tmp', '.package-lock.json',
  '.yarn-state.yml', '.yarn-integrity', '.modules.yaml', '.pnpm-workspace-state.json', '.pnpm-workspace-state-v1.json']);

const stat = (file) => fs.lstatSync(file, { throwIfNoEntry: false });
const text = (file) => { try { return fs.readFileSync(file, 'utf8'); } catch { return undefined; } };
const identity = (dir) => {
  try { const { name, version } = JSON.parse(text(path.join(dir, 'package.json'))); return name && name + '@' + version; }
  catch { return undefined; }
};

function isMade(now, before, a, b) {
  if (before === undefined || now.mode !== before.mode) return true;
  if (now.isSymbolicLink()) return fs.readlinkSync(a) !== fs.readlinkSync(b);
  return now.size !== before.size || now.mtimeMs !== before.mtimeMs;
}

function madeFiles(after, pristine, under, found) {
  for (const name of fs.readdirSync(path.join(after, under))) {
    if (SKIPPED.has(name)) continue;
    const relative = path.join(under, name);
    const [a, b] = [path.join(after, relative), path.join(pristine, relative)];
    const [now, before] = [stat(a), stat(b)];
    if (now.isDirectory()) madeFiles(after, pristine, relative, found);
    else if ((now.isFile() || now.isSymbolicLink()) && isMade(now, before, a, b)) found.push(relative);
  }
  return found;
}

function packageOf(root, relative) {
  for (let dir = path.dirname(relative); dir !== '.'; dir = path.dirname(dir))
    if (identity(path.join(root, dir)) !== undefined && stat(path.join(root, dir)).isDirectory()) return dir;
  return undefined;
}

function isOmitted(relative, pristine, production) {
  const [store, dir] = relative.split(path.sep);
  const held = path.join(store, dir ?? '');
  return store === '.pnpm' && stat(path.join(pristine, held)) !== undefined && stat(path.join(production, held)) === undefined;
}

function packagesOf(root) {
  const places = new Map();
  const visit = (modules) => {
    if (!stat(path.join(root, modules))?.isDirectory()) return;
    for (const name of fs.readdirSync(path.join(root, modules))) {
      const dir = path.join(modules, name);
      if (name.startsWith('@')) { visit(dir); continue; }
      if (name.startsWith('.') || !stat(path.join(root, dir)).isDirectory()) continue;
      const id = identity(path.join(root, dir));
      if (id !== undefined) places.set(id, [...(places.get(id) ?? []), dir]);
      visit(path.join(dir, 'node_modules'));
    }
  };
  visit('');
  return places;
}

function keep({ after, pristine, production, into, replace }) {
  if (!stat(after)) return;
  const made = madeFiles(after, pristine, '', []);
  let elsewhere;
  const targets = made.flatMap((relative) => {
    const dir = packageOf(pristine, relative);
    if (dir === undefined) return isOmitted(relative, pristine, production) ? [] : [[relative, relative]];
    const id = identity(path.join(pristine, dir));
    if (identity(path.join(production, dir)) === id) return [[relative, relative]];
    elsewhere ??= packagesOf(production);
    return (elsewhere.get(id) ?? []).map((place) => [relative, path.join(place, path.relative(dir, relative))]);
  });
  const staged = replace ? fs.mkdtempSync('/tmp/made-') : into;
  for (const [from, to] of targets) copy(path.join(after, from), path.join(staged, to));
  if (!replace) return;
  fs.rmSync(into, { recursive: true, force: true });
  if (stat(production)) fs.cpSync(production, into, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
  if (targets.length > 0) fs.cpSync(staged, into, { recursive: true, verbatimSymlinks: true, force: true });
}

function copy(from, to) {
  fs.mkdirSync(path.dirname(to), { recursive: true });
  fs.cpSync(from, to, { verbatimSymlinks: true, preserveTimestamps: true });
}

function modulesBelow(root, under, found) {
  for (const entry of fs.readdirSync(path.join(root, under), { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const dir = path.join(under, entry.name);
    if (entry.name === 'node_modules') found.push(dir);
    else modulesBelow(root, dir, found);
  }
  return found;
}

const [kind, root, pristine, production] = process.argv.slice(2);
if (kind === 'apart') keep({ after: root, pristine, production, into: '/app/node_modules', replace: false });
else for (const dir of modulesBelow(root, '', [])) {
  const [after, p, q] = [root, pristine, production].map((one) => path.join(one, dir));
  keep({ after, pristine: p, production: q, into: after, replace: true });
}
`;
