/**
 * Parses the text of a project file to its value, or to a list of all problems with their
 * positions. Pure.
 *
 *     text  ->  YAML nodes  ->  plain values  ->  checked, with each profile  ->  the chosen one
 */
import { dirname } from 'node:path';
import { SmolfaasError } from '@smolfaas/core';
import type { ProjectFileProblem } from '@smolfaas/core';
import type { SourcedText } from '../values.js';
import { type CheckedFile, checkFile, whereSet } from './check.js';
import { functionChoice } from './function-choice.js';
import { plainData } from './plain-data.js';
import type { ProjectFile } from './project-file.js';
import { projectValues } from './project-values.js';
import { registryChoice } from './registry.js';
import { parseSpec } from './runtimes.js';
import type { Content } from './schema.js';
import { placeText, yamlSource } from './source.js';

/**
 * @param path of the file, absolute
 * @param profile the chosen one, and what has chosen it
 * @throws project-file-invalid, with every problem; unknown-profile
 */
export function parseProjectFile(path: string, text: string, profile?: SourcedText): ProjectFile {
  const source = yamlSource(text);
  refuse(path, source.faults);
  const file = checkFile(plainData(path, source), source);
  const content = chosen(path, file, profile);
  const prefix = profile === undefined ? [] : ['profiles', profile[1]];
  const { bases = {}, functions = {}, runtimes = [], registries = {} } = content;
  const base = dirname(path);
  return {
    path,
    values: projectValues(content, (key) => placeText(path, whereSet([key], source, prefix), source), base),
    bases,
    functions: new Map(Object.entries(functions).map(([fn, choice]) => [fn, functionChoice(choice)])),
    runtimes: runtimes.map((spec) => ({ ...parseSpec(spec), spec })),
    registries: new Map(Object.entries(registries).map(([host, choice]) => [host, registryChoice(choice, base)])),
  };
}

/** @throws project-file-invalid, unknown-profile */
function chosen(path: string, { base, profiles }: CheckedFile, profile: SourcedText | undefined): Content {
  refuse(
    path,
    [base, ...profiles.values()].flatMap(({ problems }) => problems),
  );
  const content = profile === undefined ? base.content : profiles.get(profile[1])?.content;
  if (content !== undefined) return content;
  const [source = '', name = ''] = profile ?? [];
  throw new SmolfaasError('unknown-profile', { source, name, known: [...profiles.keys()], path });
}

/** Reports the problems in the order of the text, each once. */
function refuse(path: string, problems: readonly ProjectFileProblem[]): void {
  if (problems.length === 0) return;
  const unique = new Map(problems.map((one) => [JSON.stringify(one), one]));
  const sorted = [...unique.values()].sort(
    (a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
  );
  throw new SmolfaasError('project-file-invalid', { path, problems: sorted });
}
