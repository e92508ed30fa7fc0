/**
 * Parses the text of a project file to its value, or to a list of all problems with their
 * positions. Pure.
 */
import { dirname } from 'node:path';
import { SmolfaasError } from '@smolfaas/core';
import type { ProjectFileProblem } from '@smolfaas/core';
import { type Document, LineCounter, parseDocument } from 'yaml';
import { crossChecks } from './cross-checks.js';
import { functionChoice } from './function-choice.js';
import { placeOf, position, problemsOf } from './problems.js';
import type { ProjectFile } from './project-file.js';
import { registryChoice } from './registry.js';
import { parseSpec } from './runtimes.js';
import { projectFile } from './schema.js';

/** @param path of the file, for errors. @throws project-file-invalid, with every problem */
export function parseProjectFile(path: string, text: string): ProjectFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  refuse(
    path,
    document.errors.map(({ message, pos }) => ({ ...position(lines, pos[0]), message })),
  );
  const source = { document, lines };
  const parsed = projectFile.safeParse(valueOf(path, document) ?? {});
  if (!parsed.success) {
    const problems = parsed.error.issues.flatMap((issue) => problemsOf(issue, source));
    throw new SmolfaasError('project-file-invalid', { path, problems });
  }
  const faults = crossChecks.flatMap((check) => check(parsed.data));
  refuse(
    path,
    faults.map(({ path: at, ...fault }) => ({ ...placeOf(at, source), ...fault })),
  );
  const { functions = {}, runtimes = [], registries = {} } = parsed.data;
  return {
    functions: new Map(Object.entries(functions).map(([fn, content]) => [fn, functionChoice(content, dirname(path))])),
    runtimes: runtimes.map((spec) => ({ ...parseSpec(spec), spec })),
    registries: new Map(
      Object.entries(registries).map(([host, content]) => [host, registryChoice(content, dirname(path))]),
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

function refuse(path: string, problems: readonly ProjectFileProblem[]): void {
  if (problems.length > 0) throw new SmolfaasError('project-file-invalid', { path, problems });
}
