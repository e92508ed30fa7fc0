/**
 * Checks of what a runtime declares in package.json. SmolFaaS reads it without loading the module,
 * so the two must agree.
 *
 * They repeat the rules by which the CLI accepts a runtime, with messages for its author.
 */
import assert from 'node:assert/strict';
import type { RuntimeHandler, RuntimeManifest } from '@smolfaas/core';
import picomatch from 'picomatch';
import type { Check, ConformanceSubject } from './subject.js';

/** The one number that the contract's type allows. */
const CONTRACT: RuntimeHandler['contract'] = 1;
const MEMBERS = ['contract', 'detect', 'id', 'recipe'];
const OPTIONAL = ['hostSetting'];

/** Checks of manifest and module that need not run anything. */
export function manifestChecks(subject: ConformanceSubject): readonly Check[] {
  const { manifest, handler, examples, packageJson } = subject;
  const checks = [
    { name: 'manifest: names the handler', run: () => checkNames(subject) },
    { name: 'manifest: detects match every example', run: () => checkGlobs(manifest, examples) },
    { name: 'manifest: precedence is its own to choose', run: () => checkPrecedence(manifest.id, manifest.precedence) },
    { name: 'handler: has the members of the contract only', run: () => checkMembers(handler) },
  ];
  if (packageJson === undefined) return checks;
  return [...checks, { name: 'package.json: declares the runtime and ships it', run: () => checkPackage(subject) }];
}

function checkNames({ manifest, handler }: ConformanceSubject): void {
  assert.match(manifest.id, /^[a-z][a-z0-9-]*$/, `id "${manifest.id}": make it one lower-case word, such as "deno"`);
  assert.equal(
    handler.id,
    manifest.id,
    `the handler's id is "${handler.id}", the manifest's "${manifest.id}": give both the same id`,
  );
  assert.equal(
    handler.contract,
    CONTRACT,
    `the handler speaks contract ${handler.contract}: set "contract: ${CONTRACT}", the one of this @smolfaas/core`,
  );
}

/** Detection reads only the names in the function's own directory, including hidden ones. */
function checkGlobs({ detects, detectsLast = [] }: RuntimeManifest, examples: ConformanceSubject['examples']): void {
  const all = [...detects, ...detectsLast];
  assert.ok(detects.length > 0, 'detects is empty, so no function is ever offered to this runtime: add a glob');
  assert.ok(examples.length > 0, 'give runtimeConformance at least one example');
  for (const { name, files } of examples) {
    const names = Object.keys(files).map((path) => path.split('/')[0] ?? path);
    const matched = names.some((file) => picomatch.isMatch(file, all, { dot: true }));
    const globs = all.join(', ');
    assert.ok(matched, `no name at the root of example "${name}" matches detects (${globs}): add a glob that does`);
  }
}

function checkPrecedence(id: string, precedence: number | undefined): void {
  if (precedence === undefined) return;
  assert.ok(Number.isInteger(precedence), `precedence ${precedence} is not a whole number: round it, or leave it out`);
  const message = `precedence ${precedence} is kept for Dockerfiles: choose 101 or more, or leave it out for 1000`;
  assert.ok(precedence > 100 || id === 'dockerfile', message);
}

/**
 * Also finds a class instance: its methods are not own members, and would be lost where plain data
 * is expected.
 */
function checkMembers(handler: ConformanceSubject['handler']): void {
  const message =
    'export a plain object with contract, id, detect, recipe and, if it merges settings of the host, hostSetting; keep everything else out of it';
  const members = Object.keys(handler).filter((name) => !OPTIONAL.includes(name));
  assert.deepEqual(members.toSorted(), MEMBERS, message);
  assert.equal(typeof handler.detect, 'function', `detect is no function: ${message}`);
  assert.equal(typeof handler.recipe, 'function', `recipe is no function: ${message}`);
}

function checkPackage({ manifest, packageJson }: ConformanceSubject): void {
  const { smolfaas, files } = fields(packageJson);
  const { contract, runtimes } = fields(smolfaas);
  assert.equal(contract, CONTRACT, `write "smolfaas": { "contract": ${CONTRACT}, … } into package.json`);
  const declared = Array.isArray(runtimes) ? runtimes.find((runtime) => fields(runtime)['id'] === manifest.id) : null;
  assert.deepEqual(
    declared,
    manifest,
    `"smolfaas.runtimes" in package.json must hold the manifest of "${manifest.id}"`,
  );
  const module = manifest.module.replace(/^\.\//, '');
  const inside = !module.startsWith('/') && !module.split('/').includes('..') && module !== '';
  assert.ok(inside, `module "${manifest.module}" must be a path inside the package, such as "./dist/index.js"`);
  const message = `module "${manifest.module}" is not in the published package: add its directory to "files"`;
  assert.ok(files === undefined || ships(files, module), message);
}

/**
 * npm's rule for `files`: a directory includes everything in it, a later `!pattern` excludes again.
 */
function ships(files: unknown, module: string): boolean {
  if (!Array.isArray(files)) return false;
  return files.reduce((shipped: boolean, entry: unknown) => {
    const pattern = String(entry)
      .replace(/^!/, '')
      .replace(/^\.?\//, '')
      .replace(/\/$/, '');
    if (!picomatch.isMatch(module, [pattern, `${pattern}/**`], { dot: true })) return shipped;
    return !String(entry).startsWith('!');
  }, false);
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
