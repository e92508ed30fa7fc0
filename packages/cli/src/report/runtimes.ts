/**
 * The table of `smolfaas runtimes`, in the order in which detection queries them. It includes
 * versions and directories: its readers usually want to know why a function is built in a certain
 * way, or whether a plug-in was found.
 */
import { type HostFile, precedenceOf } from '@smolfaas/core';
import { describe } from '../errors/describe.js';
import type { Theme } from '../render/theme.js';
import type { Discovery } from '../runtimes/discover.js';
import type { DiscoveredRuntime } from '../runtimes/discovered-runtime.js';
import { pathsOn } from '../settings/host-paths.js';
import { safe } from '../text/safe.js';
import { errorJson, type Report } from './report.js';
import { table } from './table.js';

const HEAD = ['RUNTIME', 'PACKAGE', 'VERSION', 'DETECTS', 'PRECEDENCE', 'FROM'] as const;
const WIDTH = 100;

/**
 * Always exit 0. Broken runtimes are in the JSON document, and appear as warnings beside the text.
 */
export function reportRuntimes(
  { runtimes, broken }: Discovery,
  { theme, platform }: { readonly theme: Theme; readonly platform: NodeJS.Platform },
): Report {
  const head = HEAD.map((text) => ({ text, paint: theme.dim }));
  const lines =
    runtimes.length === 0
      ? ['No runtime is installed.']
      : table([head, ...runtimes.map((runtime) => row(runtime, theme))], theme.columns);
  return {
    text: [...lines, ...hostLines(runtimes, theme, platform)].map((line) => `${line}\n`).join(''),
    json: { runtimes: runtimes.map(runtimeJson), broken: broken.map((error) => errorJson(describe(error))) },
    exit: 0,
  };
}

function row(runtime: DiscoveredRuntime, theme: Theme): Parameters<typeof table>[0][number] {
  const { manifest, origin, replaces } = runtime;
  return [
    { text: manifest.id, paint: theme.name },
    { text: safe(runtime.package) },
    { text: safe(runtime.version) },
    { text: manifest.detects.map(safe).join(', ') },
    { text: String(precedenceOf(manifest)) },
    replaces === undefined ? { text: origin } : { text: `${origin}, replaces ${safe(replaces)}`, paint: theme.warn },
  ];
}

/**
 * What builds read from this host: users see it before a file with their passwords is read.
 *
 *     go  goenv: where modules come from and how they are verified
 *         $GOENV or $XDG_CONFIG_HOME/go/env, GOPROXY, GOPRIVATE
 */
function hostLines(runtimes: readonly DiscoveredRuntime[], theme: Theme, platform: NodeJS.Platform): readonly string[] {
  const widest = Math.max(0, ...runtimes.map(({ manifest }) => manifest.id.length));
  const pathsOf = (file: HostFile): string => pathsOn(file, platform).join(' or ');
  const lines = runtimes.flatMap(({ manifest: { id, host = {} } }) =>
    Object.entries(host).flatMap(([name, { about, files = {}, variables = [] }]) => [
      `${theme.name(id.padEnd(widest))}  ${safe(name)}: ${safe(about)}`,
      ...filled([...Object.values(files).map(pathsOf), ...variables].map(safe), ' '.repeat(widest + 2)),
    ]),
  );
  return lines.length === 0 ? [] : ['', 'Builds read these settings of this host, as secrets:', ...lines];
}

/** The items with commas between them, in indented lines of at most 100 columns if they fit. */
function filled(items: readonly string[], indent: string): readonly string[] {
  const lines: string[] = [];
  items.forEach((item, index) => {
    const text = index < items.length - 1 ? `${item},` : item;
    const last = lines.at(-1);
    if (last === undefined || last.length + text.length >= WIDTH) lines.push(indent + text);
    else lines[lines.length - 1] = `${last} ${text}`;
  });
  return lines;
}

function runtimeJson(runtime: DiscoveredRuntime): Readonly<Record<string, unknown>> {
  const { manifest, package: name, version, origin, root, replaces } = runtime;
  return {
    id: manifest.id,
    package: name,
    version,
    detects: manifest.detects,
    precedence: precedenceOf(manifest),
    from: origin,
    settings: manifest.settings ?? {},
    host: manifest.host ?? {},
    root,
    ...(replaces === undefined ? {} : { replaces }),
  };
}
