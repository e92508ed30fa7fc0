/**
 * The files that route requests: one directory for each routed function in the router's volume. It
 * holds one empty file, whose name is the function's upstream, with its timeout in milliseconds in
 * front if it has one. A further address of a function is a chain of directories with an empty
 * file at its end. The file's name is the function, followed by the number of segments that it does
 * not see.
 *
 *   /data/routes/<fn>/<upstream>           routes/a/smolfaas-func-a.g7-3f9c1b2a4d5e.9a0b1c2d3e4f5a6b
 *   /data/routes/<fn>/<ms>~<upstream>      routes/b/30000~smolfaas-func-b.g1-….…:3000
 *   /data/further/@/api/v1/=/<fn>          /api/v1 of the router's own name
 *   /data/further/<host>/api/=/<fn>~1      /api of another host name, not passed on
 *   /data/routes.fence                     token of the last write
 *
 * Why not in the configuration: every change of it reloads the whole of Caddy. A reload replaces
 * its servers, and closes a connection whose next request is on its way without a response.
 * Instead, Caddy looks into the directory for each request (matcher `file` with a glob). So
 * functions can be added, removed and switched without a reload (docs/decisions/0052).
 *
 * Invariants:
 *  1. A switch is one rename(2) inside the function's directory. A request sees the old name or the
 *     new one.
 *  2. A write names the token of the write before it, and does nothing if another write came in
 *     between. So a command that an engine runs after its deadline cannot undo later writes.
 *  3. Writes hold flock(1), so that comparing the token and writing are one step.
 *
 * Gotcha: a directory without a file is not a route. The directory of a removed function is kept.
 * It must not be removed while a request looks into it, nor while the list of routes is made.
 */
import { randomBytes } from 'node:crypto';
import { type FurtherAddress, type Route, sortedAddresses } from '@smolfaas/core';
import { DATA_DIR, FENCE_FILE, FURTHER_DIR, ROUTES_DIR } from './container-layout.js';

/** Exit code of a write that found another token than the expected one. */
export const FENCED = 4;

/** Matches every token: for the fence itself, which is written whatever was written before. */
export const ANY_FENCE = '*';

/** The directory of the router's own name, and the one that holds the file at the end of a path. */
export const OWN_HOST = '@';
export const LEAF_DIR = '=';

/**
 * The files of these routes relative to DATA_DIR, for the archive that a new container receives.
 */
export function routeFiles(routes: readonly Route[]): readonly { name: string; mode: number; content: string }[] {
  const fence = { name: FENCE_FILE, mode: 0o600, content: newFence() };
  const further = furtherOf(routes).map(([path, leaf]) => `${FURTHER_DIR}/${path}/${LEAF_DIR}/${leaf}`);
  const names = [...routes.map((route) => `${ROUTES_DIR}/${route.function}/${fileName(route)}`), ...further];
  return [fence, ...names.map((name) => ({ name, mode: 0o600, content: '' }))];
}

function fileName({ upstream, timeoutMs }: Route): string {
  return timeoutMs === undefined ? upstream : `${timeoutMs}~${upstream}`;
}

/** The directory and the file of a further address. */
export function furtherText(fn: string, { host = OWN_HOST, path, strip }: FurtherAddress): readonly [string, string] {
  const segments = path.split('/').length - 1;
  return [`${host}${path}`, strip === true && segments > 0 ? `${fn}~${segments}` : fn];
}

function furtherOf(routes: readonly Route[]): readonly (readonly [string, string])[] {
  return routes.flatMap(({ function: fn, further = [] }) => further.map((one) => furtherText(fn, one)));
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

const WRITE = `${FENCE}
shift 2
cd ${ROUTES_DIR}
routed=' '
while [ "$1" != -- ]; do
  routed="$routed$1 "
  [ -d "$1" ] || mkdir "$1"
  for file in "$1"/*; do
    [ "$file" = "$1/$2" ] || [ ! -e "$file" ] || mv "$file" "$1/$2"
  done
  [ -e "$1/$2" ] || : > "$1/$2"
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
  for file in "$dir"/*; do
    [ "$file" = "$dir/$2" ] || [ ! -e "$file" ] || mv "$file" "$dir/$2"
  done
  [ -e "$dir/$2" ] || : > "$dir/$2"
  shift 2
done
find . -type f | while IFS= read -r file; do
  case $kept in *" $file "*) ;; *) rm -f "$file" ;; esac
done`;

/**
 * The control server's response to `GET /upstreams`: a template of Caddy (Go's text/template). The
 * first line is `#<token>`, followed by a line `<fn> <upstream>` for each file, and by a line
 * `/<host or @><path> <file>` for each further address. Caddy fills in the token before it reads the
 * lists. So a write in between makes the token too old, never too new.
 */
export const ROUTES_TEMPLATE = [
  `#{file.${DATA_DIR}/${FENCE_FILE}}\n`,
  `{{if fileExists "/${ROUTES_DIR}"}}{{range $fn := listFiles "/${ROUTES_DIR}"}}`,
  `{{$dir := print "/${ROUTES_DIR}/" $fn}}{{if (fileStat $dir).IsDir}}`,
  `{{range listFiles $dir}}{{$fn}} {{.}}\n{{end}}{{end}}{{end}}{{end}}`,
  `{{define "further"}}{{$dir := .}}{{range $name := listFiles (print "/${FURTHER_DIR}" $dir)}}`,
  `{{$path := print $dir "/" $name}}{{if eq $name "${LEAF_DIR}"}}`,
  `{{range listFiles (print "/${FURTHER_DIR}" $path)}}{{$dir}} {{.}}\n{{end}}`,
  `{{else if (fileStat (print "/${FURTHER_DIR}" $path)).IsDir}}{{template "further" $path}}{{end}}{{end}}{{end}}`,
  `{{if fileExists "/${FURTHER_DIR}"}}{{template "further" ""}}{{end}}`,
].join('');

/** The contents of a router's route files. */
export interface RoutesRead {
  /** Empty before the first write, and for a router of an earlier version. */
  readonly fence: string;
  /** Sorted by function. */
  readonly routes: readonly Route[];
}

/**
 * Parses the response to `GET /upstreams`. A router of an earlier version sends no token line. A
 * further address whose function has no route is one of a route without upstream.
 */
export function readRoutes(body: string): RoutesRead {
  const lines = body.split('\n').filter(Boolean);
  const fence = lines.find((line) => line.startsWith('#'))?.slice(1) ?? '';
  const pairs = lines.filter((line) => !line.startsWith('#')).map(pairIn);
  const further = pairs.filter(([first]) => first.startsWith('/')).map(([path, leaf]) => furtherIn(path, leaf));
  const routes = new Map(
    pairs.filter(([first]) => !first.startsWith('/')).map(([fn, name]) => [fn, routeIn(fn, name)]),
  );
  for (const [fn, address] of further) {
    const { further: known = [], ...route } = routes.get(fn) ?? { function: fn, upstream: '' };
    routes.set(fn, { ...route, further: sortedAddresses([...known, address]) });
  }
  return { fence, routes: [...routes.values()].toSorted((a, b) => (a.function < b.function ? -1 : 1)) };
}

function pairIn(line: string): readonly [string, string] {
  const blank = line.indexOf(' ');
  return [line.slice(0, blank), line.slice(blank + 1)];
}

function routeIn(fn: string, name: string): Route {
  const [, timeout, upstream = name] = /^(\d+)~(.*)$/.exec(name) ?? [];
  return { function: fn, upstream, ...(timeout !== undefined && { timeoutMs: Number(timeout) }) };
}

function furtherIn(text: string, leaf: string): readonly [string, FurtherAddress] {
  const [, host = '', path = ''] = /^\/([^/]*)(.*)$/.exec(text) ?? [];
  const [fn = '', strip] = leaf.split('~');
  return [fn, { ...(host !== OWN_HOST && { host }), path, ...(strip !== undefined && { strip: true as const }) }];
}

function newFence(): string {
  return randomBytes(8).toString('hex');
}
