/**
 * Checks of running: each example is started as SmolFaaS starts a function and receives requests
 * through a router.
 *
 * All containers have no capability, no way to gain one, and limits. The runtime's manifest
 * promises (`container`) which of them also have a read-only root and an init. So a runtime that
 * runs Dockerfiles has fewer requirements.
 *
 * Invariant: a fault appears in one check. So the first container has a writable root, and the
 * later checks skip examples that do not answer even there.
 */
import assert from 'node:assert/strict';
import { type ContainerSpec, isSmolfaasError, type RouterLink, type RuntimeManifest } from '@smolfaas/core';
import { containerSpec, FUNCTION_PORT, functionSettings, functionSpec, waitUntilReady } from '@smolfaas/core/stages.js';
import { type Buildable, builtOrUndefined, inWords } from './build-checks.js';
import type { Outcome } from './build-example.js';
import type { TestRun } from './test-run.js';
import type { EngineCheck, EngineTools } from '../engine-tools.js';

/** Milliseconds between SIGTERM and SIGKILL that `down` and every redeploy give a function. */
const GRACE_MS = 10_000;
/**
 * A function that has not ended by then did not handle the signal; one that did may run on a busy
 * engine.
 */
const HEARD_MS = 0.75 * GRACE_MS;

interface Started {
  readonly id: string;
  readonly spec: ContainerSpec;
  readonly outcome: Outcome;
}

/** Checks of every example that can be built. */
export function runChecks(
  examples: readonly Buildable[],
  manifest: RuntimeManifest,
  tools: EngineTools,
  place: TestRun,
): readonly EngineCheck[] {
  const runs = examples.map((example) => runsOf(example, manifest, tools, place));
  const each = (check: (one: Runs) => Promise<void>) => async () => {
    for (const run of runs) await check(run);
  };
  return [
    { name: 'engine: answers on port 8000', run: each(checkAnswers) },
    { name: 'engine: runs as the user of its image', run: each((one) => checkUser(one, tools, place)) },
    { name: 'engine: ends at SIGTERM', run: each((one) => checkSignal(one, tools, place)) },
    { name: 'engine: answers with a read-only root', run: each(checkReadOnly) },
  ];
}

/** An example's two containers, each started once until it answers. */
interface Runs {
  readonly name: string;
  /** With a writable root. */
  readonly lenient: () => Promise<Started | undefined>;
  /** As SmolFaaS starts it. */
  readonly strict: () => Promise<Started | undefined>;
}

function runsOf(one: Buildable, manifest: RuntimeManifest, tools: EngineTools, place: TestRun): Runs {
  const launch = async (generation: number, change: Partial<ContainerSpec>) => {
    const outcome = await builtOrUndefined(one);
    if (outcome === undefined) return undefined;
    const link = await place.link();
    const spec = { ...specOf(one, outcome, manifest, generation, place), ...change };
    return { outcome, spec, id: await startAndWait(spec, link, tools, place) };
  };
  let lenient: Promise<Started | undefined> | undefined;
  return {
    name: one.example.name,
    lenient: () => (lenient ??= launch(1, { readOnlyRoot: false })),
    strict: () => launch(2, {}),
  };
}

function specOf(
  one: Buildable,
  outcome: Outcome,
  manifest: RuntimeManifest,
  generation: number,
  place: TestRun,
): ContainerSpec {
  const { project, run } = place;
  const settings = functionSettings(one.function, manifest, NO_CHOICE);
  const names = { project, imagePrefix: run, network: run, function: one.function };
  const shared = functionSpec({ ...names, contentHash: '0'.repeat(64), labelKey: '' }, settings);
  return containerSpec(shared, { image: outcome.image.id, generation, instance: 1, alone: false, token: '0' });
}

/** An example has no user settings. */
const NO_CHOICE = {
  functions: new Map(),
  functionCa: false,
  host: { ca: new Uint8Array() },
  readyTimeoutMs: 30_000,
  drainTimeoutMs: 0,
};

/** @throws container-failed, not-ready */
async function startAndWait(
  spec: ContainerSpec,
  link: RouterLink,
  tools: EngineTools,
  place: TestRun,
): Promise<string> {
  const { functions } = tools.engine;
  const { signal } = place;
  const { id } = await functions.start(spec, signal);
  const timeoutMs = tools.readyTimeoutMs ?? 30_000;
  const request = { function: spec.function, containerId: id, upstream: spec.alias, timeoutMs, answers: 2 } as const;
  const waiting = { link, functions, now: Date.now, onWait: () => undefined, signal };
  try {
    await waitUntilReady(request, waiting);
    return id;
  } catch (error) {
    await functions.remove(id, 0, signal);
    throw error;
  }
}

async function checkAnswers({ name, lenient }: Runs): Promise<void> {
  await lenient().catch((error: unknown) => {
    const message = `example "${name}" does not answer on 0.0.0.0:${FUNCTION_PORT}: ${inWords(error)}`;
    assert.fail(message);
  });
}

/** Only faults of a function are skipped; a broken engine fails every check. */
async function answering({ lenient }: Runs): Promise<Started | undefined> {
  return lenient().catch((error: unknown) => {
    if (isSmolfaasError(error, 'not-ready') || isSmolfaasError(error, 'container-failed')) return undefined;
    throw error;
  });
}

async function checkUser(one: Runs, tools: EngineTools, place: TestRun): Promise<void> {
  const started = await answering(one);
  if (started?.outcome.recipe.image.kind !== 'llb') return;
  const { listening } = await tools.engine.functions.diagnose(started.id, place.signal);
  const socket = listening?.find(({ port }) => port === FUNCTION_PORT);
  const at = `the process of example "${one.name}" that listens on port ${FUNCTION_PORT}`;
  assert.ok(socket?.uid !== undefined, `this engine does not tell as whom ${at} runs: use one on this machine`);
  assert.notEqual(socket.uid, 0, `${at} runs as root: set a numeric User in the image's configuration, 65532:65532`);
  const configured = started.outcome.recipe.image.config.config.User?.split(':')[0];
  assert.equal(String(socket.uid), configured, `${at} is not of the user that the image's configuration names`);
}

async function checkSignal(one: Runs, tools: EngineTools, place: TestRun): Promise<void> {
  const started = await answering(one);
  if (started === undefined || !started.spec.init) return;
  const begun = performance.now();
  await tools.engine.functions.remove(started.id, GRACE_MS, place.signal);
  const took = performance.now() - begun;
  const message =
    `example "${one.name}" went on for ${(took / 1000).toFixed(1)} s after SIGTERM, and every redeploy would wait for it: let the ` +
    "image's command be the server itself, not a shell around it, and let it end at SIGTERM";
  assert.ok(took < HEARD_MS, message);
}

async function checkReadOnly(one: Runs): Promise<void> {
  const started = await answering(one);
  if (started === undefined) return;
  const message = (error: unknown) =>
    `example "${one.name}" answers only where it can write to its root, and gets a read-only one with a small /tmp: write to /tmp, ` +
    `or write at build time: ${inWords(error)}`;
  await one.strict().catch((error: unknown) => assert.fail(message(error)));
}
