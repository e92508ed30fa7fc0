/**
 * Where a function's requests go: one small file per function in the router's volume, holding the name of its upstream.
 *
 *   /data/upstreams/<fn>    smolfaas-func-<fn>.g7
 *
 * Why not in the configuration: every change of it is a reload of the whole of Caddy. Its servers are replaced, and what the old
 * ones hold is lost: streams end with the grace period, and connections whose first request had not arrived are closed unanswered (Go's
 * server does so; at 200 requests a second about every second reload loses one). A redeploy is the commonest
 * change, so it must not be a reload: the route names the file (Caddy's placeholder `{file.…}`, read anew for each request), and a
 * switch is one rename(2). Only a function that comes or goes needs a load.
 *
 * What must stay true:
 *  1. A file is replaced by renaming another one over it: a request sees the old name or the new one, never half of one.
 *  2. A function's file is there before its route is. Files of functions that went are harmless and stay.
 */
import type { Route } from '@smolfaas/core';
import { DATA_DIR, UPSTREAMS_DIR } from './container-layout.js';

/** Caddy's placeholder for the upstream of this function, evaluated for each request. */
export function upstreamPlaceholder(fn: string): string {
  return `{file.${DATA_DIR}/${UPSTREAMS_DIR}/${fn}}`;
}

/** The same file relative to DATA_DIR, for the archive that a new container is given. */
export function upstreamFile(route: Route): { name: string; mode: number; content: string } {
  return { name: `${UPSTREAMS_DIR}/${route.function}`, mode: 0o600, content: route.upstream };
}

/** The command that writes these files, to be run inside the router container. */
export function writeUpstreamsCommand(routes: readonly Route[]): readonly string[] {
  return ['sh', '-c', SCRIPT, 'sh', ...routes.flatMap((route) => [route.function, route.upstream])];
}

const SCRIPT = `set -e
mkdir -p ${DATA_DIR}/${UPSTREAMS_DIR}
cd ${DATA_DIR}/${UPSTREAMS_DIR}
while [ $# -gt 0 ]; do
  printf %s "$2" > "$1.new"
  mv "$1.new" "$1"
  shift 2
done`;

/** What the control server answers to `GET /upstreams`: a line `<fn> <upstream>` for each function. */
export function upstreamsBody(functions: readonly string[]): string {
  return functions.map((fn) => `${fn} ${upstreamPlaceholder(fn)}\n`).join('');
}

/** The inverse, after Caddy has filled it in. A function whose file is missing has an empty upstream. */
export function readUpstreams(body: string): ReadonlyMap<string, string> {
  const lines = body.split('\n').filter(Boolean);
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]));
}
