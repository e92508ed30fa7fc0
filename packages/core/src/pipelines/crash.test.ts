/**
 * After a kill at any point, the next `up` completes the work. Each test stops the run after its
 * first, second, third … change, without a chance to undo anything, and then runs it again. The
 * result must equal that of an undisturbed run.
 */
import { describe, expect, test } from 'vitest';
import { isSmolfaasError } from '../contract/errors.js';
import { makeProject, type Project } from '../fakes/context.test.fixture.js';
import { check } from './check.js';
import { down } from './down.js';
import { up } from './up.js';

/** A situation, and the settings that the run under test has in it. */
interface Scenario {
  readonly name: string;
  prepare(project: Project): Promise<void>;
  readonly settings?: Parameters<Project['context']>[0];
  /** At least as many changes as the run makes; higher numbers test an undisturbed run. */
  readonly effects: number;
}

/** The run that removes functions: the situation in which it is killed, and what it removes. */
interface RemovalScenario {
  readonly name: string;
  prepare(project: Project): Promise<void>;
  remove(project: Project): Promise<unknown>;
  readonly effects: number;
}

const scenarios: readonly Scenario[] = [
  {
    name: 'a first deployment',
    effects: 14,
    prepare: async (project) => {
      project.write('a', 'one');
      project.write('b', 'one');
    },
  },
  {
    name: 'a redeployment beside an unchanged function',
    effects: 7,
    prepare: async (project) => {
      project.write('a', 'one');
      project.write('b', 'one');
      await up(project.context());
      project.write('a', 'two!');
    },
  },
  {
    name: 'a start after down',
    effects: 6,
    prepare: async (project) => {
      project.write('a', 'one');
      await up(project.context());
      await down(project.context(), { names: [], force: false });
    },
  },
  {
    name: 'removing an orphan',
    effects: 4,
    settings: { removeOrphans: true },
    prepare: async (project) => {
      project.write('a', 'one');
      project.write('b', 'one');
      await up(project.context());
      project.drop('a');
    },
  },
];

/** What must be equal after all runs: no ids, times or generation numbers. */
function snapshot({ world, stateDb }: Project): object {
  const containers = [...world.containers.values()];
  const behind = (upstream: string) => containers.find(({ aliases }) => aliases.includes(upstream))?.name;
  return {
    containers: containers.map(({ name, state }) => `${name} ${state}`).sort(),
    routes: world.routes?.table.routes.map((route) => `${route.function} -> ${behind(route.upstream)}`),
    images: [...world.images.values()]
      .flatMap(({ tags }) => tags.map((tag) => tag.replace(/:[0-9a-f]{12}$/, '')))
      .sort(),
    records: [...(world.databases.get(stateDb)?.generations.values() ?? [])]
      .map(({ function: fn, imageId }) => `${fn} ${world.images.has(imageId)}`)
      .sort(),
  };
}

async function killedAfter(effects: number, scenario: Scenario): Promise<Project> {
  const project = makeProject();
  await scenario.prepare(project);
  const { world } = project;
  world.onEffect = () => {
    world.killed = --effects <= 0;
  };
  await up(project.context(scenario.settings)).catch(() => undefined);
  world.onEffect = () => undefined;
  world.killed = false;
  world.locks.clear();
  return project;
}

describe.each(scenarios)('$name', (scenario) => {
  const kills = Array.from({ length: scenario.effects }, (_, index) => index + 1);

  test.concurrent.each(kills)('killed after change %i', async (kill) => {
    const project = await killedAfter(kill, scenario);
    const { functions } = await up(project.context(scenario.settings));
    expect(functions.filter(({ status }) => status === 'failed')).toEqual([]);
    const undisturbed = await killedAfter(Number.POSITIVE_INFINITY, scenario);
    expect(snapshot(project)).toEqual(snapshot(undisturbed));

    project.newEffects();
    await up(project.context(scenario.settings));
    expect(project.newEffects()).toEqual([]);
    project.close();
    undisturbed.close();
  });
});

/**
 * Each has `a`, whose directory is gone, with a running container and a leftover one; `b` is kept,
 * if it exists.
 */
const removals: readonly RemovalScenario[] = [
  ['up --remove-orphans', (project: Project) => up(project.context({ removeOrphans: true }))] as const,
  ['down a', (project: Project) => down(project.context(), { names: ['a'], force: false })] as const,
].flatMap(([name, remove]) => [
  { name, effects: 7, prepare: (project) => deployed(project, ['a', 'b']), remove },
  { name: `${name}, the last function`, effects: 5, prepare: (project) => deployed(project, ['a']), remove },
]);

async function deployed(project: Project, functions: readonly string[]): Promise<void> {
  for (const fn of functions) project.write(fn, 'one');
  await up(project.context());
  const running = [...project.world.containers.values()].find(({ name }) => name === 'smolfaas-func-a');
  if (running === undefined) throw new Error('a does not run');
  const leftOver = { ...running, id: 'left', name: 'smolfaas-func-a.g9', state: 'exited' as const };
  project.world.containers.set('left', leftOver);
  project.drop('a');
}

/** An orphan that still runs and is the only function: `up` refuses to do anything. */
function mayBeAlone(error: unknown): void {
  if (!isSmolfaasError(error, 'nothing-left')) throw error;
}

describe.each(removals)('$name', (scenario) => {
  const kills = Array.from({ length: scenario.effects }, (_, index) => index + 1);

  test.concurrent.each(kills)(
    'killed after change %i: it runs as before, or the next up leaves nothing to report',
    async (kill) => {
      const project = makeProject();
      await scenario.prepare(project);
      const { world } = project;
      let left = kill;
      world.onEffect = () => {
        world.killed = --left <= 0;
      };
      await scenario.remove(project).catch(() => undefined);
      world.onEffect = () => undefined;
      world.killed = false;
      world.locks.clear();
      const runs = [...world.containers.values()].some(
        ({ name, state }) => name === 'smolfaas-func-a' && state === 'running',
      );
      await up(project.context()).catch(mayBeAlone);
      const { functions, general } = await check(project.context());
      const faults = [...functions.flatMap(({ findings }) => findings), ...general].filter(({ ok }) => !ok);
      const told = faults.some(({ code }) => code === 'source-gone');
      expect(runs ? told : faults).toEqual(runs ? true : []);
      project.close();
    },
  );
});
