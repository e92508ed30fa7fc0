/**
 * Writes the route files (route-files.ts): as an archive for a container that does not run yet, and
 * as commands in one that does. `fence` makes writes that are still under way void.
 *
 * Invariants:
 *  1. A write names the token of the write before it, and does nothing if another write came in
 *     between. So a command that an engine runs after its deadline cannot undo later writes.
 *  2. Writes hold flock(1), so that comparing the token and writing are one step.
 */
import { randomBytes } from 'node:crypto';
import type { Route } from '@smolfaas/core';
import { DATA_DIR, FENCE_FILE, FURTHER_DIR, ROUTES_DIR } from './container-layout.js';
import { fileName, furtherOf, LEAF_DIR } from './route-files.js';

/** Exit code of a write that found another token than the expected one. */
export const FENCED = 4;

/** Matches every token: for the fence itself, which is written whatever was written before. */
export const ANY_FENCE = '*';

/**
 * The files of these routes relative to DATA_DIR, for the archive that a new container receives.
 */
export function routeFiles(routes: readonly Route[]): readonly { name: string; mode: number; content: string }[] {
  const fence = { name: FENCE_FILE, mode: 0o600, content: newFence() };
  const further = furtherOf(routes).map(([path, leaf]) => `${FURTHER_DIR}/${path}/${LEAF_DIR}/${leaf}`);
  const names = [...routes.map((route) => `${ROUTES_DIR}/${route.function}/${fileName(route)}`), ...further];
  return [fence, ...names.map((name) => ({ name, mode: 0o600, content: '' }))];
}

/**
 * The command, for the router container, that makes the directories hold exactly these routes.
 * Unless the last write has the token `expected`, it exits with FENCED and changes nothing.
 */
export function writeRoutesCommand(routes: readonly Route[], expected: string): readonly string[] {
  const pairs = routes.flatMap((route) => [route.function, fileName(route)]);
  const further = furtherOf(routes).flat();
  return ['sh', '-c', WRITE, 'sh', expected, newFence(), ...pairs, '--', ...further];
}

/** The command that changes only the token. Writes that are still under way then do nothing. */
export function fenceCommand(): readonly string[] {
  return ['sh', '-c', FENCE, 'sh', ANY_FENCE, newFence()];
}

const FENCE = `set -e
mkdir -p ${DATA_DIR}/${ROUTES_DIR}
exec 9>${DATA_DIR}/${FENCE_FILE}.lock
flock 9
cd ${DATA_DIR}
[ "$1" = "${ANY_FENCE}" ] || [ "$(cat ${FENCE_FILE} 2>/dev/null)" = "$1" ] || exit ${FENCED}
printf %s "$2" > ${FENCE_FILE}.new
mv ${FENCE_FILE}.new ${FENCE_FILE}`;

/** The one file of directory $1 is called $2 from now on; it is made if there is none. */
const NAME_FILE = `name_file() {
  for file in "$1"/*; do
    [ "$file" = "$1/$2" ] || [ ! -e "$file" ] || mv "$file" "$1/$2"
  done
  [ -e "$1/$2" ] || : > "$1/$2"
}`;

const WRITE = `${FENCE}
${NAME_FILE}
shift 2
cd ${ROUTES_DIR}
routed=' '
while [ "$1" != -- ]; do
  routed="$routed$1 "
  [ -d "$1" ] || mkdir "$1"
  name_file "$1" "$2"
  shift 2
done
for entry in *; do
  case $routed in *" $entry "*) continue ;; esac
  [ -d "$entry" ] && rm -rf "$entry"/* || rm -f "$entry"
done
shift
[ $# -gt 0 ] || [ -d ${DATA_DIR}/${FURTHER_DIR} ] || exit 0
mkdir -p ${DATA_DIR}/${FURTHER_DIR}
cd ${DATA_DIR}/${FURTHER_DIR}
kept=' '
while [ $# -gt 0 ]; do
  dir="$1/${LEAF_DIR}"
  kept="$kept./$dir/$2 "
  mkdir -p "$dir"
  name_file "$dir" "$2"
  shift 2
done
find . -type f | while IFS= read -r file; do
  case $kept in *" $file "*) ;; *) rm -f "$file" ;; esac
done`;

function newFence(): string {
  return randomBytes(8).toString('hex');
}
