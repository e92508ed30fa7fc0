/**
 * Checks of the two functions of a handler, whatever they build: quick and pure, the same twice,
 * plain data.
 *
 * Why: SmolFaaS calls `detect`, then `recipe`, and uses a digest of the result as the identity of
 * the image. Any difference between two calls or two hosts causes a useless build, or prevents a
 * necessary one.
 */
import assert from 'node:assert/strict';
import type { SourceTree } from '@smolfaas/core';
import { memoryTree } from '../memory-tree.js';
import { doorsTried } from './sealed.js';
import { attempt, type Check, type ConformanceSubject, type Example, inputOf, isRecipe } from './subject.js';

/** A function that no runtime should detect. */
const UNRELATED = { 'unrelated.note': 'nothing to run here\n' };

/** Checks of `detect` and `recipe`. */
export function handlerChecks(subject: ConformanceSubject): readonly Check[] {
  const each = (check: (subject: ConformanceSubject, example: Example) => void) => () => {
    for (const example of subject.examples) check(subject, example);
  };
  return [
    { name: 'detect: takes every example and says why', run: each(checkTaken) },
    { name: 'detect: declines an unrelated function', run: () => checkDeclined(subject) },
    { name: 'detect: answers the same twice', run: each(checkDetectTwice) },
    { name: 'detect: leaves the tree as it is', run: each(checkDetectKeeps) },
    { name: 'detect: reaches for nothing but the tree', run: each(checkDetectSealed) },
    { name: 'recipe: builds every example', run: each(checkBuilds) },
    { name: 'recipe: gives the same bytes twice', run: each(checkRecipeTwice) },
    { name: 'recipe: leaves its input as it is', run: each(checkRecipeKeeps) },
    { name: 'recipe: reaches for nothing but its input', run: each(checkRecipeSealed) },
    { name: 'recipe: is plain data', run: each(checkPlain) },
  ];
}

function checkTaken({ handler }: ConformanceSubject, { name, files }: Example): void {
  const detection = handler.detect(memoryTree(files));
  assert.ok(detection !== undefined, `detect declined example "${name}": return { evidence: [the files you saw] }`);
  const told = Array.isArray(detection.evidence) && detection.evidence.length > 0;
  assert.ok(told, `detect took example "${name}" without evidence: name the files that it saw, for the user to read`);
}

function checkDeclined({ handler }: ConformanceSubject): void {
  const message =
    'detect took a function that holds only unrelated.note: return undefined unless your own files are there';
  assert.equal(handler.detect(memoryTree(UNRELATED)), undefined, message);
}

function checkDetectTwice({ handler }: ConformanceSubject, { name, files }: Example): void {
  const message = `detect answered differently the second time for example "${name}": keep no state between calls`;
  assert.deepEqual(handler.detect(memoryTree(files)), handler.detect(memoryTree(files)), message);
}

function checkDetectKeeps({ handler }: ConformanceSubject, { name, files }: Example): void {
  assertKept('detect', name, files, (tree) => handler.detect(tree));
}

function checkRecipeKeeps(subject: ConformanceSubject, { name, files }: Example): void {
  const detection = subject.handler.detect(memoryTree(files));
  if (detection === undefined) return;
  assertKept('recipe', name, files, (tree) => {
    const { bases, ...input } = inputOf(subject, tree, structuredClone(detection));
    return subject.handler.recipe(frozen({ ...input, bases: { ...bases } }));
  });
}

/**
 * A change of a frozen object throws. A change of a file's bytes cannot be prevented and is found
 * afterwards.
 */
function assertKept(what: string, name: string, files: Example['files'], code: (tree: SourceTree) => unknown): void {
  const tree = memoryTree(files);
  for (const entry of tree.entries) Object.freeze(entry);
  Object.freeze(tree.entries);
  const message = `${what} changed what it was given for example "${name}": copy before you sort, add or edit`;
  try {
    code(Object.freeze(tree));
  } catch (error) {
    const writes =
      error instanceof TypeError && /read only|not extensible|Cannot (delete|redefine)/.test(error.message);
    assert.ok(!writes, `${message} (${error instanceof Error ? error.message : ''})`);
  }
  for (const [path, text] of Object.entries(files)) {
    assert.equal(new TextDecoder().decode(tree.read(path)), text.replace(/^\uFEFF/, ''), `${message} (${path})`);
  }
}

function frozen<T extends object>(value: T): T {
  for (const part of Object.values(value)) {
    if (typeof part === 'object' && part !== null && !Object.isFrozen(part)) frozen(part);
  }
  return Object.freeze(value);
}

function checkDetectSealed({ handler }: ConformanceSubject, { name, files }: Example): void {
  const tree = memoryTree(files);
  assertSealed(
    'detect',
    name,
    doorsTried(() => handler.detect(tree)),
  );
}

function checkRecipeSealed(subject: ConformanceSubject, { name, files }: Example): void {
  const tree = memoryTree(files);
  const detection = subject.handler.detect(tree);
  if (detection === undefined) return;
  const input = inputOf(subject, tree, detection);
  assertSealed(
    'recipe',
    name,
    doorsTried(() => subject.handler.recipe(input)),
  );
}

function assertSealed(what: string, name: string, doors: readonly string[]): void {
  const message = `${what} used ${doors.join(', ')} for example "${name}": take what you need from its argument only`;
  assert.deepEqual(doors, [], message);
}

function checkBuilds(subject: ConformanceSubject, { name, files }: Example): void {
  const answer = attempt(subject, memoryTree(files));
  if (isRecipe(answer)) return;
  const why = answer instanceof Error ? `threw: ${answer.message}` : `refused: ${answer.refused.message}`;
  assert.fail(`recipe did not build example "${name}", it ${why}; correct the handler or the example`);
}

/** The second call has other modification times: no decision may depend on them. */
function checkRecipeTwice(subject: ConformanceSubject, { name, files }: Example): void {
  const first = attempt(subject, memoryTree(files));
  if (!isRecipe(first)) return;
  const tree = memoryTree(files);
  const entries = tree.entries.map((entry) => ({ ...entry, mtimeSeconds: 1_000_000_000 }));
  const second = attempt(subject, { ...tree, entries });
  const message = `recipe gave something else the second time for example "${name}": no counters, times or random names`;
  assert.deepEqual(comparable(second), comparable(first), message);
}

/** Bytes as text and functions as their source, so that only what is built is compared. */
function comparable(value: unknown): string {
  return JSON.stringify(value, (_, part) => {
    if (part instanceof Uint8Array) return Buffer.from(part).toString('hex');
    return typeof part === 'function' ? String(part) : part;
  });
}

function checkPlain(subject: ConformanceSubject, { name, files }: Example): void {
  const recipe = attempt(subject, memoryTree(files));
  if (recipe instanceof Error) return;
  const message = `the recipe of example "${name}" is not plain data: no functions, promises, Buffers or classes; bytes as Uint8Array`;
  let copy: unknown;
  try {
    copy = structuredClone(recipe);
  } catch (error) {
    assert.fail(`${message} (${error instanceof Error ? error.message : String(error)})`);
  }
  assert.deepEqual(copy, recipe, message);
}
