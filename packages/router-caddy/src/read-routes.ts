/**
 * Reads the route files (route-files.ts) back through the control server, which has a template for
 * that: the routes of a running router, and the token of their last write.
 */
import { type Route, sortedAddresses } from '@smolfaas/core';
import { DATA_DIR, FENCE_FILE, FURTHER_DIR, ROUTES_DIR } from './container-layout.js';
import { furtherIn, LEAF_DIR, routeIn } from './route-files.js';

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
