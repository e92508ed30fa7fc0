/**
 * The table of `smolfaas runtimes`, in the order in which detection queries them. It includes
 * versions and directories: its readers usually want to know why a function is built in a certain
 * way, or whether a plug-in was found.
 */
import { precedenceOf } from '@smolfaas/core';
import { describe } from '../errors/describe.js';
import type { Theme } from '../render/theme.js';
import type { Discovery } from '../runtimes/discover.js';
import type { DiscoveredRuntime } from '../runtimes/discovered-runtime.js';
import { safe } from '../text/safe.js';
import { errorJson, type Report } from './report.js';
import { table } from './table.js';

const HEAD = ['RUNTIME', 'PACKAGE', 'VERSION', 'DETECTS', 'PRECEDENCE', 'FROM'] as const;

/**
 * Always exit 0. Broken runtimes are in the JSON document, and appear as warnings beside the text.
 */
export function reportRuntimes({ runtimes, broken }: Discovery, theme: Theme): Report {
  const head = HEAD.map((text) => ({ text, paint: theme.dim }));
  const lines =
    runtimes.length === 0
      ? ['No runtime is installed.']
      : table([head, ...runtimes.map((runtime) => row(runtime, theme))]);
  return {
    text: lines.map((line) => `${line}\n`).join(''),
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
    root,
    ...(replaces === undefined ? {} : { replaces }),
  };
}
