/**
 * One value says what should be: whatever it depends on changes, `check`, the plan, the new
 * container and the images that are needed agree about the change, and agree again after it.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ContainerSpec } from '../contract/function-manager.js';
import type { PipelineContext } from '../contract/pipeline.js';
import type { RuntimeManifest } from '../contract/runtime.js';
import type { Settings } from '../contract/settings.js';
import { makeProject, type Project } from '../fakes/context.test.fixture.js';
import { check } from './check.js';
import { images } from './images.js';
import { up } from './up.js';

let project: Project;
beforeEach(() => {
  project = makeProject();
  project.write('a', 'one');
});
afterEach(() => project.close());

/** A change of what `Desired` is made from. */
interface Change {
  readonly settings?: Partial<Settings>;
  readonly manifest?: Partial<RuntimeManifest>;
  /** What `check` finds about it before `up`. */
  readonly finding: string;
  readonly action: string;
  readonly reason: string;
  /** What containers are created from after it. */
  readonly spec: Partial<ContainerSpec>;
  /** The base image that is needed after it. */
  readonly base?: string;
}

const otherSpec = { action: 'replace', finding: 'container-settings-changed', reason: 'other-spec' };
const another = 'docker.io/library/other:2';

test.each<[string, Change]>([
  [
    'a read-only root',
    { ...otherSpec, manifest: { container: { readOnlyRoot: false } }, spec: { readOnlyRoot: false } },
  ],
  ['an init', { ...otherSpec, manifest: { container: { init: false } }, spec: { init: false } }],
  [
    'certificates',
    {
      ...otherSpec,
      settings: { functionCa: true },
      spec: { certificates: { path: '/etc/smolfaas/ca.pem', pem: new Uint8Array([1]) } },
    },
  ],
  [
    'instances',
    {
      action: 'replace',
      finding: 'too-few-instances',
      reason: 'too-few-instances',
      settings: { functions: new Map([['a', { settings: {}, replicas: 2 }]]) },
      spec: { memoryBytes: 512 * 2 ** 20 },
    },
  ],
  [
    'a base image',
    {
      action: 'build',
      finding: 'recipe-changed',
      reason: 'recipe-changed',
      settings: { bases: { text: another } },
      spec: { readOnlyRoot: true },
      base: another,
    },
  ],
])('%s', async (_, { settings, manifest, finding, action, reason, spec, base = 'docker.io/library/text:1' }) => {
  await up(project.context());
  const [runtime] = project.runtimes;
  if (runtime === undefined) throw new Error('no runtime');
  project.runtimes[0] = { ...runtime, manifest: { ...runtime.manifest, ...manifest } };

  expect(await faults(project.context(settings))).toContain(finding);
  project.events.length = 0;
  const started: ContainerSpec[] = [];
  await up(recording(project.context(settings), started));
  const plans = project.events.filter((event) => event.type === 'plan');
  expect(plans).toMatchObject([{ function: 'a', action }]);
  expect(plans.flatMap(({ reasons }) => reasons.map(({ code }) => code))).toContain(reason);
  expect(started[0]).toMatchObject(spec);
  expect(started).toHaveLength(settings?.functions?.get('a')?.replicas ?? 1);
  expect(await faults(project.context(settings))).toEqual([]);
  const needed = await images(project.context(settings));
  expect(needed.images.map(({ reference }) => reference)).toContain(base);
  project.newEffects();
  await up(project.context(settings));
  expect(project.newEffects()).toEqual([]);
});

async function faults(context: PipelineContext): Promise<readonly string[]> {
  const { functions } = await check(context);
  return functions.flatMap(({ findings }) => findings.filter(({ ok }) => !ok).map(({ code }) => code));
}

/** The same context, with what containers are created from put into `started`. */
function recording(context: PipelineContext, started: ContainerSpec[]): PipelineContext {
  const { functions } = context.engine;
  const start: typeof functions.start = (spec, signal) => {
    started.push(spec);
    return functions.start(spec, signal);
  };
  return { ...context, engine: { ...context.engine, functions: { ...functions, start } } };
}
