/**
 * Checks of building: which steps the cache saves, and which steps an edit runs again.
 *
 * "Builds offline once cached" tests what users experience on a train: everything was built once,
 * and now a source file is edited. Steps that see no source must come from the cache. Steps that
 * see sources run again, here with no network but the loopback interface. So the check proves that
 * an edit downloads nothing. It does not disconnect the builder itself: whether the base image is
 * still available depends on the engine.
 *
 * Invariant: the edits are new in every run (a random number of line ends). Otherwise the steps
 * would come from the cache of an earlier run and prove nothing.
 */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { type BuildEvent, isSmolfaasError } from '@smolfaas/core';
import type { Example } from '../conformance/subject.js';
import type { Outcome, Variation } from './build-example.js';
import { dependencySteps, withoutNetwork } from './source-steps.js';
import type { EngineCheck } from '../engine-tools.js';

/** An example, and how it is built. */
export interface Buildable {
  readonly example: Example;
  /** Name of its function. */
  readonly function: string;
  /** The build of the unchanged example, made once. */
  readonly first: () => Promise<Outcome | undefined>;
  /** One more build. */
  readonly build: (variation: Omit<Variation, 'function'>) => Promise<Outcome | undefined>;
}

/** Checks of the builds of every example. */
export function buildChecks(examples: readonly Buildable[]): readonly EngineCheck[] {
  const each = (check: (one: Buildable) => Promise<void>) => async () => {
    for (const example of examples) await check(example);
  };
  return [
    { name: 'engine: builds every example', run: each(checkBuilds) },
    { name: 'engine: the same source gives the same image', run: each(checkSame) },
    { name: 'engine: a source edit leaves dependency steps cached', run: each(checkCached) },
    { name: 'engine: a source edit builds without network', run: each(checkOffline) },
  ];
}

/** The first build, or undefined if it fails: only the first check reports that failure. */
export async function builtOrUndefined({ first }: Buildable): Promise<Outcome | undefined> {
  return first().catch(() => undefined);
}

async function checkBuilds({ example, first }: Buildable): Promise<void> {
  try {
    const outcome = await first();
    assert.ok(outcome, `example "${example.name}" gives no recipe: run the checks of runtimeConformance first`);
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error;
    assert.fail(`example "${example.name}" is not built: ${inWords(error)}`);
  }
}

async function checkSame(one: Buildable): Promise<void> {
  const before = await builtOrUndefined(one);
  if (before === undefined) return;
  const again = await one.build({ files: one.example.files });
  const message =
    `example "${one.example.name}", built twice from the same files, gave two images: put no time, chance or counter into recipe, ` +
    'configuration or steps, and give copied files fixed times (copyWithFixedTimes)';
  assert.equal(again?.image.id, before.image.id, message);
}

async function checkCached(one: Buildable): Promise<void> {
  const before = await builtOrUndefined(one);
  if (before?.recipe.image.kind !== 'llb') return;
  const after = await one.build({ files: edited(one.example) });
  const wanted = dependencySteps(before.recipe.image.definition);
  for (const name of new Set(wanted)) {
    const count = wanted.filter((other) => other === name).length;
    const message =
      `step "${name}" of example "${one.example.name}" ran again after an edit of its sources: let it read only ` +
      "local('manifests') with the files that it needs";
    assert.ok(cachedSteps(after?.events ?? [], name) >= count, message);
  }
}

async function checkOffline(one: Buildable): Promise<void> {
  const before = await builtOrUndefined(one);
  if (before?.recipe.image.kind !== 'llb') return;
  const change = (definition: Uint8Array) => withoutNetwork(definition).bytes;
  try {
    await one.build({ files: edited(one.example), change });
  } catch (error) {
    assert.fail(
      `example "${one.example.name}" cannot be built without network after an edit: fetch all that is needed in a step that reads ` +
        `manifests only, and take it from there: ${inWords(error)}`,
    );
  }
}

/** Other sources with the same meaning: line ends after the named file, and one more file. */
function edited({ files, source }: Example): Example['files'] {
  const salt = '\n'.repeat(randomInt(1, 10_000));
  const added = { ...files, 'added/by-the-test.txt': `new${salt}` };
  const text = source === undefined ? undefined : files[source];
  return source === undefined || text === undefined ? added : { ...added, [source]: text + salt };
}

function cachedSteps(events: readonly BuildEvent[], name: string): number {
  const cached = events.flatMap((event) =>
    event.type === 'step' && event.name === name && event.status === 'cached' ? [event.step] : [],
  );
  return new Set(cached).size;
}

/** Code and facts of a SmolfaasError; they include the step and the last lines of its output. */
export function inWords(error: unknown): string {
  if (isSmolfaasError(error)) return `${error.code} ${JSON.stringify(error.facts, undefined, 2)}`;
  return error instanceof Error ? error.message : String(error);
}
