/**
 * The version of Node.js that a function states, compared with its base image.
 *
 * The base determines which Node.js a function runs on, and a recipe cannot choose another one. So a
 * statement that does not fit is a note, which names a base that does. It is a refusal where the
 * package manager would refuse as well, after downloading.
 *
 * | stated in                                        | does not fit                                |
 * |--------------------------------------------------|---------------------------------------------|
 * | `engines.node`, with yarn 1                      | refused, as yarn does                       |
 * | `engines.node`, `engine-strict=true` in .npmrc   | refused, as npm and pnpm do                 |
 * | `engines.node` otherwise                         | note                                        |
 * | .nvmrc, .node-version, .tool-versions, `volta`, `devEngines.runtime` | note                    |
 */
import type { SourceTree } from '@smolfaas/core';
import { isObject, type Problem, type StatedVersion, toolVersion, versionFile } from '@smolfaas/runtime-kit';
import semver from 'semver';
import type { PackageManager } from './package-managers/manager.js';
import { textOf } from './strings.js';

/** What is read to find the statements. */
export interface Stating {
  readonly tree: SourceTree;
  readonly json: Readonly<Record<string, unknown>>;
  readonly manager: PackageManager;
  /** Reference of the base image, such as `node:24-slim`. */
  readonly base: string;
}

/** Notes about versions that do not fit, or the refusal. */
export function stated(stating: Stating): { readonly notes: readonly string[] } | Problem {
  const version = versionOf(stating.base);
  if (version === undefined) return { notes: [] };
  const engines = textOf(stating.json['engines'], 'node');
  if (engines !== undefined && !fits(version, engines)) {
    const { message, hint } = unfit(
      { file: 'package.json ("engines")', text: engines },
      engines,
      stating.base,
      version,
    );
    return isStrict(stating) ? { message, hint } : { notes: [`${message}: ${hint}`] };
  }
  const notes = files(stating).flatMap((one) => {
    const range = rangeOf(one.text);
    if (range === undefined || fits(version, range)) return [];
    const { message, hint } = unfit(one, range, stating.base, version);
    return [`${message}: ${hint}`];
  });
  return { notes: notes.slice(0, 1) };
}

function files({ tree, json }: Stating): readonly StatedVersion[] {
  const { devEngines } = json;
  const runtimes = isObject(devEngines) ? [devEngines['runtime']].flat() : [];
  const runtime = runtimes.find((one) => textOf(one, 'name') === 'node');
  const inPackage = [
    ['"volta"', textOf(json['volta'], 'node')],
    ['"devEngines"', textOf(runtime, 'version')],
  ] as const;
  return [
    versionFile(tree, '.nvmrc'),
    versionFile(tree, '.node-version'),
    toolVersion(tree, ['nodejs', 'node']),
    ...inPackage.map(([name, text]) => (text === undefined ? undefined : { file: `package.json (${name})`, text })),
  ].filter((one) => one !== undefined);
}

function isStrict({ tree, manager }: Stating): boolean {
  if (manager.id === 'yarn-classic') return true;
  return manager.id !== 'yarn-berry' && /^\s*engine-strict\s*=\s*true\s*$/m.test(tree.readText('.npmrc') ?? '');
}

/** Names of release lines, as nvm knows them. */
const LINES: Readonly<Record<string, number>> = {
  hydrogen: 18,
  iron: 20,
  jod: 22,
  krypton: 24,
  gallium: 16,
  fermium: 14,
};

/** `20`, `v20.11`, `lts/iron`, `>=18`; undefined for names that mean no certain version. */
function rangeOf(text: string): string | undefined {
  const line = /^lts\/(\w+)$/i.exec(text)?.[1]?.toLowerCase();
  if (line !== undefined) return LINES[line] === undefined ? undefined : String(LINES[line]);
  return semver.validRange(text.replace(/^(?:node-?|v)(?=\d)/, '')) ?? undefined;
}

/** Whether some patch level of the base's version is in the range; broken ranges count as met. */
function fits(version: string, range: string): boolean {
  if (semver.validRange(range) === null) return true;
  return version.split('.').length === 3 ? semver.satisfies(version, range) : semver.intersects(`~${version}`, range);
}

/** The version in the tag of a base; undefined when the tag has none. */
function versionOf(base: string): string | undefined {
  return /(?:^|\/)[^/:@]*node[^/:@]*:v?(\d+(?:\.\d+){0,2})(?=$|[-@])/.exec(base)?.[1];
}

function unfit({ file, text }: StatedVersion, range: string, base: string, version: string): Problem {
  const major = Number(version.split('.')[0]);
  const others = [1, 2, 3, 4, 5, 6, 7, 8].flatMap((distance) => [major + distance, major - distance]);
  const fitting = others.filter((one) => one > 0 && one % 2 === 0).find((one) => fits(String(one), range));
  const name = `node:${fitting ?? ''}-slim`;
  return {
    message: `${file} asks for Node.js ${text}; the base image ${base} has ${version}`,
    hint:
      fitting === undefined
        ? `change it, or choose other base images with SMOLFAAS_BASE_NODE and SMOLFAAS_BASE_NODE_BUILD`
        : `set SMOLFAAS_BASE_NODE=${name} and SMOLFAAS_BASE_NODE_BUILD=${name}, or change it`,
  };
}
