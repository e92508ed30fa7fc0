/**
 * Parses the text of a project file to its value, or to a list of all problems with their
 * positions. Pure.
 *
 * YAML's nodes know their position in the text, the schema's issues know their path of keys. This
 * file joins the two.
 */
import { dirname, resolve } from 'node:path';
import { SmolfaasError } from '@smolfaas/core';
import type { FunctionChoice, ProjectFileProblem } from '@smolfaas/core';
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type * as z from 'zod';
import { nearest } from '../../text/nearest.js';
import type { ProjectFile, RegistryChoice } from './project-file.js';
import { parseSpec, projectFile } from './schema.js';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** @param path of the file, for errors. @throws project-file-invalid, with every problem */
export function parseProjectFile(path: string, text: string): ProjectFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  refuse(
    path,
    document.errors.map(({ message, pos }) => ({ ...position(lines, pos[0]), message })),
  );
  const parsed = projectFile.safeParse(valueOf(path, document) ?? {});
  if (!parsed.success) {
    const problems = parsed.error.issues.flatMap((issue) => problemsOf(issue, document, lines));
    throw new SmolfaasError('project-file-invalid', { path, problems });
  }
  const { functions = {}, runtimes = [], registries = {} } = parsed.data;
  return {
    functions: new Map(Object.entries(functions).map(([fn, choice]) => [fn, choiceOf(choice)])),
    runtimes: runtimes.map((spec) => ({ ...parseSpec(spec), spec })),
    registries: new Map(
      Object.entries(registries).map(([host, choice]) => [host, registryChoice(choice, dirname(path))]),
    ),
  };
}

/**
 * Resolves aliases. A dangling alias, or a file whose aliases expand without limit, makes the
 * parser throw.
 */
function valueOf(path: string, document: Document): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw new SmolfaasError(
      'project-file-invalid',
      { path, problems: [{ message: messageOf(error) }] },
      { cause: error },
    );
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

type Content = z.infer<typeof projectFile>;
type Choice = NonNullable<Content['functions']>[string];

/**
 * Text and lists become text; maps are kept apart, since a runtime declares which of both it takes.
 */
function choiceOf({ runtime, ca, shared, settings = {} }: Choice): FunctionChoice {
  const texts: [string, string][] = [];
  const maps: [string, Record<string, string>][] = [];
  for (const [name, value] of Object.entries(settings)) {
    if (typeof value === 'string' || Array.isArray(value)) texts.push([name, [value].flat().join(',')]);
    else maps.push([name, value]);
  }
  return {
    ...(runtime !== undefined && { runtime }),
    ...(ca !== undefined && { ca }),
    ...(shared !== undefined && shared.length > 0 && { shared }),
    settings: Object.fromEntries(texts),
    ...(maps.length > 0 && { maps: Object.fromEntries(maps) }),
  };
}

/** @param base directory for relative paths */
function registryChoice(
  { mirrors, insecure, ca }: NonNullable<Content['registries']>[string],
  base: string,
): RegistryChoice {
  return {
    ...(mirrors !== undefined && { mirrors }),
    ...(insecure !== undefined && { insecure }),
    ...(ca !== undefined && { ca: resolve(base, ca) }),
  };
}

function refuse(path: string, problems: readonly ProjectFileProblem[]): void {
  if (problems.length > 0) throw new SmolfaasError('project-file-invalid', { path, problems });
}

/** The position of an issue about unknown keys is at the keys, of any other at the value. */
function problemsOf(issue: Issue, document: Document, lines: LineCounter): ProjectFileProblem[] {
  const where = issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  if (issue.code !== 'unrecognized_keys') {
    return [{ ...placeOf(issue.path, document, lines), message: `${where}${issue.message}` }];
  }
  return issue.keys.map((key) => ({
    ...placeOf([...issue.path, key], document, lines, true),
    message: `${where}unknown key "${key}"; known: ${knownKeys(issue.path).join(', ')}`,
    ...suggested(key, knownKeys(issue.path)),
  }));
}

/** The known keys at a path of the schema. */
function knownKeys(path: Path): readonly string[] {
  if (path.length === 0) return Object.keys(projectFile.shape);
  const { functions, registries } = projectFile.shape;
  const one = path[0] === 'registries' ? registries.unwrap().valueType : functions.unwrap().valueType;
  return Object.keys(one.shape);
}

function suggested(key: string, known: readonly string[]): { suggestion?: string } {
  const suggestion = nearest(key, known);
  return suggestion === undefined ? {} : { suggestion };
}

/**
 * Position of the value at this path, or of its key. For a missing one, of its nearest existing
 * ancestor.
 */
function placeOf(
  path: Path,
  document: Document,
  lines: LineCounter,
  atKey = false,
): { line?: number; column?: number } {
  const parent = document.getIn(path.slice(0, -1), true);
  const last = path.at(-1);
  const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === last) : undefined;
  const node = atKey ? pair?.key : document.getIn(path, true);
  if (isNode(node) && node.range) return position(lines, node.range[0]);
  return path.length === 0 ? {} : placeOf(path.slice(0, -1), document, lines);
}

function position(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}
