/**
 * Killed anywhere, the next `up` completes it: the run is stopped for good after its first, second, third … change of
 * the world, without a chance to undo anything, and then run again. The end must be the same as that of a run that
 * nobody killed.
 */
import { describe, expect, test } from 'vitest';
import { makeProject, type Project } from '../fakes/context.test.fixture.js';
import { down } from './down.js';
import { up } from './up.js';

/** A situation, and the settings that the run under test has in it. */
interface Scenario {
  readonly name: string;
  prepare(project: Project): Promise<void>;
  readonly settings?: Parameters<Project['context']>[0];
  /** At least as many changes as the run makes; further numbers test an undisturbed run. */
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

/** What must be alike after all runs: no ids, times or generation numbers. */
function snapshot({ world, stateDb }: Project): object {
  const containers = [...world.containers.values()];
  const behind = (upstream: string) => containers.find(({ alias }) => alias === upstream)?.name;
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
