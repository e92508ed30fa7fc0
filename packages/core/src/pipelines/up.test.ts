/**
 * `up` with the in-memory engine: the result, the order of its changes, and that a second run
 * changes nothing.
 */
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Builder } from '../contract/buildkit-manager.js';
import type { CaddyManager, RouterLink } from '../contract/caddy-manager.js';
import { isSmolfaasError, SmolfaasError } from '../contract/errors.js';
import { LABEL } from '../contract/labels.js';
import type { PipelineContext } from '../contract/pipeline.js';
import { codedText } from '../fakes/coded-text.test.fixture.js';
import { interruption, makeProject, type Project, textRuntime } from '../fakes/context.test.fixture.js';
import { containerNamed, generationIn } from '../fakes/world.js';
import { check } from './check.js';
import { down } from './down.js';
import { up } from './up.js';

let project: Project;

beforeEach(() => {
  project = makeProject();
});
afterEach(() => project.close());

const statuses = async (...args: Parameters<Project['context']>) =>
  Object.fromEntries((await up(project.context(...args))).functions.map((one) => [one.function, one.status]));

const codeOf = async (run: Promise<unknown>): Promise<string> =>
  run.then(
    () => 'no error',
    (error: unknown) => (isSmolfaasError(error) ? error.code : String(error)),
  );

const names = () => [...project.world.containers.values()].map(({ name }) => name).sort();
const routes = () =>
  project.world.routes?.table.routes.map((route) => `${route.function}->${generationIn(route.upstream)}`) ?? [];

describe('a first run', () => {
  test('builds, starts, routes, then settles and records', async () => {
    project.write('a', 'one');
    const outcome = await up(project.context());
    expect(outcome.functions).toMatchObject([
      { function: 'a', status: 'started', runtime: 'text', built: true, url: 'https://fn.localhost/invoke/a' },
    ]);
    expect(project.newEffects()).toEqual([
      'db stat-cache a',
      'db project',
      'network smolfaas',
      'router smolfaas-router',
      'build a',
      'start smolfaas-func-a',
      'push a->smolfaas-func-a.g1',
      'db record a',
    ]);
  });

  test('of an empty folder touches nothing in the engine', async () => {
    expect(await up(project.context())).toEqual({ functions: [], empty: true });
    expect(names()).toEqual([]);
    expect(project.world.databases.size).toBe(0);
  });

  test('starts no router when no function can be read', async () => {
    project.write('Bad_Name', 'x');
    expect(await statuses()).toEqual({ Bad_Name: 'failed' });
    expect(names()).toEqual([]);
    expect(project.world.databases.size).toBe(0);
  });

  test('warns when other machines can reach the router', async () => {
    project.write('a', 'one');
    await up(project.context({ bind: ['127.0.0.1', '0.0.0.0'] }));
    const warnings = project.events.filter(({ type }) => type === 'warning');
    expect(warnings).toMatchObject([{ notice: { code: 'open-address', facts: { address: '0.0.0.0' } } }]);
  });
});

describe('a builder in a container', () => {
  const inContainer = { builder: { kind: 'container' } } as const;

  test('is made when something has to be built, and told of', async () => {
    project.write('a', 'one');
    const { chosenBuilder } = await up(project.context(inContainer));
    expect(chosenBuilder).toEqual({ kind: 'container', name: 'smolfaas-buildkitd', privileges: 'rootless' });
    const made = project.newEffects();
    expect(made).toContain('builder smolfaas-buildkitd');
    expect(made.indexOf('builder smolfaas-buildkitd')).toBeLessThan(made.indexOf('build a'));
    expect(project.events).toContainEqual({
      type: 'builder',
      phase: 'started',
      name: 'smolfaas-buildkitd',
      privileges: 'rootless',
    });
  });

  test('is not missed as long as nothing has to be built', async () => {
    project.write('a', 'one');
    await up(project.context(inContainer));
    const builder = containerNamed(project.world, 'smolfaas-buildkitd');
    if (!builder) throw new Error('no builder');
    project.world.containers.delete(builder.id);
    project.newEffects();
    expect(await up(project.context(inContainer))).not.toHaveProperty('chosenBuilder');
    expect(project.newEffects()).toEqual([]);
    const { general, functions, chosenBuilder } = await check(project.context(inContainer));
    expect(chosenBuilder).toEqual({ kind: 'container', name: 'smolfaas-buildkitd' });
    expect([...general, ...functions.flatMap(({ findings }) => findings)].filter(({ ok }) => !ok)).toEqual([]);
  });

  test('is made anew, on the volume that is there, when it was removed or its settings changed', async () => {
    project.write('a', 'one');
    await up(project.context(inContainer));
    const before = containerNamed(project.world, 'smolfaas-buildkitd')?.id;
    project.write('a', 'two!');
    await up(project.context({ ...inContainer, bases: { buildkitd: 'moby/buildkit:v1' } }));
    expect(containerNamed(project.world, 'smolfaas-buildkitd')?.id).not.toBe(before);
    expect([...project.world.volumes.keys()]).toContain('smolfaas-buildkitd-state');
  });

  test('is told by none of the others', async () => {
    project.write('a', 'one');
    expect(await up(project.context())).toMatchObject({ chosenBuilder: { kind: 'engine' } });
    project.write('a', 'two!');
    const builder = { kind: 'address', address: 'tcp://builds.example:1234' } as const;
    expect((await up(project.context({ builder }))).chosenBuilder).toEqual(builder);
    expect((await check(project.context({ builder }))).chosenBuilder).toEqual(builder);
  });

  test('is what `auto` means where the engine cannot build; `engine` is refused there', async () => {
    project.world.engineBuilds = false;
    project.write('a', 'one');
    expect(await statuses({ builder: { kind: 'engine' } })).toEqual({ a: 'failed' });
    expect(await check(project.context())).toMatchObject({ chosenBuilder: { kind: 'container' } });
    expect(await statuses()).toEqual({ a: 'started' });
    expect(names()).toContain('smolfaas-buildkitd');
  });

  test('leaves with `down`, its volume with `down --force`', async () => {
    project.write('a', 'one');
    await up(project.context(inContainer));
    await down(project.context(inContainer), { names: [], force: false });
    expect(names()).toEqual([]);
    expect([...project.world.volumes.keys()]).toContain('smolfaas-buildkitd-state');
    await down(project.context(inContainer), { names: [], force: true });
    expect([...project.world.volumes.keys()]).toEqual([]);
  });

  test('never takes the place of a container or a volume that is not ours', async () => {
    const strange = {
      id: 's',
      aliases: [],
      state: 'running',
      imageId: '',
      labels: {},
      networks: [],
      ports: [],
    } as const;
    project.world.containers.set('s', { ...strange, name: 'smolfaas-buildkitd', networks: [], ports: [] });
    project.write('a', 'one');
    expect(await codeOf(up(project.context(inContainer)))).toBe('foreign-object');
    expect(project.newEffects()).toEqual([]);
    project.world.containers.clear();
    project.world.volumes.set('smolfaas-buildkitd-state', { name: 'smolfaas-buildkitd-state', labels: {} });
    expect(await codeOf(up(project.context(inContainer)))).toBe('foreign-object');
    expect(await statuses(), 'who builds in the engine does not mind').toEqual({ a: 'started' });
  });
});

describe('a second run', () => {
  test('changes nothing at all', async () => {
    for (const fn of ['a', 'ab', 'a-b']) project.write(fn, fn);
    await up(project.context());
    project.newEffects();
    expect(await statuses()).toEqual({ a: 'unchanged', ab: 'unchanged', 'a-b': 'unchanged' });
    expect(project.newEffects()).toEqual([]);
  });

  test('replaces a changed function only, and the old one leaves after the switch', async () => {
    project.write('a', 'one');
    project.write('b', 'one');
    await up(project.context());
    project.newEffects();
    project.write('a', 'two!');
    expect(await statuses()).toEqual({ a: 'updated', b: 'unchanged' });
    expect(project.newEffects().filter((one) => !one.startsWith('db stat'))).toEqual([
      'build a',
      'start smolfaas-func-a.g2',
      'push a->smolfaas-func-a.g2 b->smolfaas-func-b.g1',
      'remove smolfaas-func-a',
      'rename smolfaas-func-a.g2 smolfaas-func-a',
      'db record a',
    ]);
  });

  test('goes back to an earlier version without building', async () => {
    project.write('a', 'one');
    await up(project.context());
    project.write('a', 'two!');
    await up(project.context());
    project.newEffects();
    project.write('a', 'one');
    expect(await statuses()).toEqual({ a: 'updated' });
    const effects = project.newEffects();
    expect(effects).toContain('tag smolfaas-func-a:latest');
    expect(effects).not.toContain('build a');
  });

  test('rebuilds when another version of the runtime makes another recipe', async () => {
    project.write('a', 'one');
    await up(project.context());
    project.newEffects();
    project.runtimes[0] = textRuntime('text', 'main.txt', '2.0.0');
    await up(project.context());
    expect(project.newEffects()).toContain('build a');
  });
});

describe('state is memory, not truth', () => {
  beforeEach(async () => {
    project.write('a', 'one');
    await up(project.context());
    project.newEffects();
  });

  test('a deleted database is rebuilt from what runs: same project, nothing built, nothing touched', async () => {
    const before = project.world.databases.get(project.stateDb)?.project;
    project.world.databases.clear();
    expect(await statuses()).toEqual({ a: 'adopted' });
    expect(project.newEffects()).toEqual(['db stat-cache a', 'db project', 'db record a']);
    expect(project.world.databases.get(project.stateDb)?.project).toEqual(before);
  });

  test('a pruned image is built again although nothing changed', async () => {
    await down(project.context(), { names: [], force: false });
    project.world.images.clear();
    await up(project.context());
    expect(project.newEffects()).toContain('build a');
  });

  test('down, then up: no build', async () => {
    await down(project.context(), { names: [], force: false });
    project.newEffects();
    expect(await statuses()).toEqual({ a: 'started' });
    expect(project.newEffects()).not.toContain('build a');
  });

  test.each(['exited', 'paused'] as const)('a container that is %s is replaced from the same image', async (state) => {
    const container = containerNamed(project.world, 'smolfaas-func-a');
    if (container) container.state = state;
    expect(await statuses()).toEqual({ a: 'started' });
    expect(project.newEffects()).toEqual([
      'start smolfaas-func-a.g2',
      'push a->smolfaas-func-a.g2',
      'remove smolfaas-func-a',
      'rename smolfaas-func-a.g2 smolfaas-func-a',
      'db record a',
    ]);
  });

  test('a container that was taken off the network or renamed is repaired', async () => {
    const container = containerNamed(project.world, 'smolfaas-func-a');
    if (container) container.name = 'elsewhere';
    expect(await statuses()).toEqual({ a: 'adopted' });
    expect(project.newEffects()).toEqual(['rename elsewhere smolfaas-func-a']);
    if (container) container.networks = [];
    expect(await statuses()).toEqual({ a: 'updated' });
    expect(names()).toEqual(['smolfaas-func-a', 'smolfaas-router']);
  });

  test('lost routes and a lost router are routed again, without touching the function', async () => {
    project.world.routes = { table: { addr: 'fn.localhost', httpsPort: 443, routes: [] }, intact: true };
    expect(await statuses()).toEqual({ a: 'adopted' });
    expect(project.newEffects()).toEqual(['push a->smolfaas-func-a.g1']);
    const router = containerNamed(project.world, 'smolfaas-router');
    if (router) project.world.containers.delete(router.id);
    project.world.routes = undefined;
    await up(project.context());
    expect(project.newEffects()).toEqual(['router smolfaas-router', 'push a->smolfaas-func-a.g1']);
  });

  test('a router that was renamed is found by its role and made anew under its name', async () => {
    const router = containerNamed(project.world, 'smolfaas-router');
    if (router === undefined) throw new Error('no router');
    project.world.containers.set(router.id, { ...router, name: 'elsewhere' });
    const { general } = await check(project.context());
    expect(general.map(codedText)).toEqual(['router-called-otherwise name=elsewhere']);
    await up(project.context());
    expect(project.newEffects()).toEqual(['router smolfaas-router']);
    expect(names()).toEqual(['smolfaas-func-a', 'smolfaas-router']);
  });

  test('a routed generation that was not settled is finished, its predecessor leaves', async () => {
    const [old] = [...project.world.containers.values()].filter(({ name }) => name === 'smolfaas-func-a');
    if (!old) throw new Error('no container');
    const name = 'smolfaas-func-a.g2';
    const alias = `${name}-0123456789ab.1`;
    const labels = { ...old.labels, [LABEL.generation]: '2', [LABEL.alias]: alias };
    project.world.containers.set('new', { ...old, id: 'new', name, aliases: [alias, `1.${alias}`], labels });
    project.world.routes = {
      table: {
        addr: 'fn.localhost',
        httpsPort: 443,
        namesFunctions: true,
        routes: [{ function: 'a', upstream: alias }],
      },
      intact: true,
    };
    expect(await statuses()).toEqual({ a: 'adopted' });
    expect(project.newEffects()).toEqual([
      'fence',
      'remove smolfaas-func-a',
      'rename smolfaas-func-a.g2 smolfaas-func-a',
      'db record a',
    ]);
  });
});

describe('failures', () => {
  test('stay with their function: the old version serves on, others are deployed', async () => {
    project.write('a', 'one');
    await up(project.context());
    project.newEffects();
    project.write('a', 'two!');
    project.write('b', 'one');
    project.world.brokenBuilds.add('a');
    const outcome = await up(project.context());
    expect(outcome.functions).toMatchObject([
      { function: 'a', status: 'failed', error: { code: 'build-failed' }, url: 'https://fn.localhost/invoke/a' },
      { function: 'b', status: 'started' },
    ]);
    expect(routes()).toEqual(['a->smolfaas-func-a.g1', 'b->smolfaas-func-b.g1']);
  });

  test('say what still serves, when it answers and from when it is, as far as that is known', async () => {
    project.write('a', 'one');
    project.write('b', 'one');
    await up(project.context());
    const { builtAt } = project.world.databases.get(project.stateDb)?.generations.get('a') ?? {};
    const failed = async () => {
      const { functions } = await up(project.context({ readyTimeoutMs: 300 }));
      const event = project.events.findLast(({ type }) => type === 'failure');
      return [functions[0]?.stillServing, event?.type === 'failure' && event.stillServing, functions[1]?.stillServing];
    };
    project.world.brokenBuilds.add('a');
    project.write('a', 'two!');
    expect(await failed()).toEqual([{ builtAt }, { builtAt }, undefined]);
    project.world.databases.clear();
    expect(await failed()).toEqual([{}, {}, undefined]);
    project.world.behaviours.set('a', 'silent');
    expect(await failed()).toEqual([undefined, undefined, undefined]);
  });

  test('of a first version: nothing serves', async () => {
    project.write('a', 'one');
    project.world.brokenBuilds.add('a');
    const { functions } = await up(project.context());
    expect(functions[0]).toMatchObject({ status: 'failed' });
    expect(functions[0]).not.toHaveProperty('stillServing');
  });

  test('of a source that cannot be read: the version that runs still serves', async () => {
    project.write('a', 'one');
    await up(project.context());
    rmSync(`${project.functionsDir}/a/main.txt`);
    const { functions } = await up(project.context());
    expect(functions[0]).toMatchObject({
      error: { code: 'no-runtime' },
      stillServing: { builtAt: expect.any(Number) },
    });
  });

  test('a version that never answers is removed and never routed', async () => {
    project.write('a', 'one');
    await up(project.context());
    project.write('a', 'two!');
    project.world.behaviours.set('a', 'exits');
    expect(await statuses({ readyTimeoutMs: 300 })).toEqual({ a: 'failed' });
    expect(names()).toEqual(['smolfaas-func-a', 'smolfaas-router']);
    expect(routes()).toEqual(['a->smolfaas-func-a.g1']);
  });

  test('a function that answers with an error status is ready, and it is said', async () => {
    project.write('a', 'one');
    project.world.behaviours.set('a', { answers: 500 });
    expect(await statuses()).toEqual({ a: 'started' });
    expect(project.events).toContainEqual({
      type: 'note',
      function: 'a',
      notice: { code: 'answers-with-error', facts: { status: 500 } },
    });
  });

  test('registries of the project file that no builder of this run goes by are named, once it builds', async () => {
    const notes = () => project.events.flatMap((event) => (event.type === 'note' ? [codedText(event.notice)] : []));
    const registries = { 'r.example': { insecure: true } };
    project.write('a', 'one');
    await up(project.context({ registries, builder: { kind: 'container' } }));
    expect(notes()).toEqual([]);
    project.write('a', 'two');
    await up(project.context({ registries }));
    expect(notes()).toEqual(['registries-unheard hosts=["r.example"] builder=engine']);
    await up(project.context({ registries }));
    expect(notes()).toHaveLength(1);
  });

  test('a broken runtime is named and fails only its functions', async () => {
    project.write('a', 'one');
    project.write('b', 'one');
    const [good] = project.runtimes;
    if (!good) throw new Error('no runtime');
    project.runtimes.push({
      ...textRuntime('broken', 'Broken.txt'),
      load: async () => Promise.reject(new Error('syntax error')),
    });
    project.runtimes[0] = { ...good, manifest: { ...good.manifest, detects: ['main.txt'] } };
    const { mkdirSync, writeFileSync } = await import('node:fs');
    mkdirSync(`${project.functionsDir}/c`);
    writeFileSync(`${project.functionsDir}/c/Broken.txt`, '');
    const outcome = await up(project.context());
    expect(outcome.functions).toMatchObject([
      { status: 'started' },
      { status: 'started' },
      {
        function: 'c',
        status: 'failed',
        error: {
          code: 'runtime-broken',
          facts: { package: 'runtime-broken', version: '1.0.0', message: 'syntax error' },
        },
      },
    ]);
  });

  test('an engine that goes away is nobody’s failure: one error ends the run, and what was started leaves', async () => {
    project.write('a', 'one');
    project.write('b', 'one');
    const context = project.context();
    const builder = await context.engine.builder.ensure({ kind: 'engine' }, undefined, () => undefined, context.signal);
    const build: Builder['build'] = async (request, ...rest) => {
      if (request.function === 'a') return await builder.build(request, ...rest);
      await new Promise((resolve) => setTimeout(resolve, 500)); // a is ready by now
      throw new SmolfaasError('engine-died', { endpoint: 'unix:///x', call: 'build b' });
    };
    const ensure = async () => ({ ...builder, build });
    const engine = { ...context.engine, builder: { ...context.engine.builder, ensure } };
    expect(await codeOf(up({ ...context, engine }))).toBe('engine-died');
    expect(names()).toEqual(['smolfaas-router']);
    expect(project.events.filter(({ type }) => type === 'failure')).toEqual([]);
  });

  test('when the router refuses the table, the old one serves on and the new containers leave', async () => {
    project.write('a', 'one');
    await up(project.context());
    project.write('a', 'two!');
    project.world.routerRefuses = true;
    expect(await codeOf(up(project.context()))).toBe('router-rejected-config');
    expect(names()).toEqual(['smolfaas-func-a', 'smolfaas-router']);
    expect(routes()).toEqual(['a->smolfaas-func-a.g1']);
  });
});

describe('what goes on side by side', () => {
  /** The context with another router. */
  const withRouter = (change: (router: CaddyManager) => Partial<CaddyManager>): PipelineContext => {
    const context = project.context();
    const { engine } = context;
    return { ...context, engine: { ...engine, router: { ...engine.router, ...change(engine.router) } } };
  };

  test('functions are built and started while the router starts; when that fails, they leave', async () => {
    project.write('a', 'one');
    const context = withRouter(() => ({
      async ensure() {
        await expect.poll(() => project.world.effects).toContain('start smolfaas-func-a');
        throw new SmolfaasError('router-failed', { name: 'r', message: 'no', log: [] });
      },
    }));
    expect(await codeOf(up(context))).toBe('router-failed');
    expect(names()).toEqual([]);
    expect(project.events.filter(({ type }) => type === 'failure')).toEqual([]);
  });

  test('functions that run are asked when the new container of another one is starting', async () => {
    for (const fn of ['a', 'b']) project.write(fn, 'one');
    await up(project.context());
    project.newEffects();
    project.write('b', 'two!');
    const context = withRouter((router) => ({
      async link(observed, signal) {
        const link = await router.link(observed, signal);
        const probe: RouterLink['probe'] = async (upstream, timeoutMs, within) => {
          project.world.effects.push(`probe ${generationIn(upstream)}`);
          if (link === undefined) throw new Error('no router runs');
          return link.probe(upstream, timeoutMs, within);
        };
        return link && { ...link, probe };
      },
    }));
    await up(context);
    const order = project.newEffects().filter((one) => /^(build|start|probe) /.test(one));
    expect(order.slice(0, 2)).toEqual(['build b', 'start smolfaas-func-b.g2']);
    expect(order.slice(2)).toEqual(
      expect.arrayContaining(['probe 1.smolfaas-func-a.g1', 'probe 1.smolfaas-func-b.g2']),
    );
  });
});

describe('directories that are gone', () => {
  beforeEach(async () => {
    project.write('a', 'one');
    project.write('b', 'one');
    await up(project.context());
    project.drop('a');
    project.newEffects();
  });

  test('keep their function, with a warning', async () => {
    expect(await statuses()).toEqual({ a: 'kept', b: 'unchanged' });
    expect(project.newEffects()).toEqual([]);
    expect(project.events).toContainEqual(expect.objectContaining({ type: 'warning', function: 'a' }));
  });

  test('lose it with --remove-orphans, route first', async () => {
    expect(await statuses({ removeOrphans: true })).toEqual({ a: 'removed', b: 'unchanged' });
    expect(project.newEffects()).toEqual(['push b->smolfaas-func-b.g1', 'remove smolfaas-func-a', 'db forget a']);
  });

  test('when none is left, nothing is removed', async () => {
    project.drop('b');
    expect(await codeOf(up(project.context({ removeOrphans: true })))).toBe('nothing-left');
    expect(project.newEffects()).toEqual([]);
  });
});

describe('other people’s objects', () => {
  test('a router that is not ours is refused before anything is made', async () => {
    project.write('a', 'one');
    project.world.containers.set('x', {
      id: 'x',
      name: 'smolfaas-router',
      aliases: [],
      state: 'running',
      imageId: 'i',
      labels: {},
      networks: [],
      ports: [],
    });
    expect(await codeOf(up(project.context()))).toBe('foreign-object');
    expect(project.newEffects()).toEqual([]);
    expect(project.world.databases.size).toBe(0);
  });

  test('a second project with the same names is refused, naming the first', async () => {
    project.write('a', 'one');
    await up(project.context());
    const other = makeProject(project.world);
    other.write('z', 'one');
    project.newEffects();
    await expect(up(other.context())).rejects.toMatchObject({
      code: 'project-conflict',
      facts: { otherDir: project.functionsDir, object: 'container "smolfaas-router"' },
    });
    expect(project.newEffects()).toEqual([]);
    other.close();
  });
});

describe('an interrupt', () => {
  test('while a function starts removes it and changes no route', async () => {
    project.write('a', 'one');
    const { signal, interrupt } = interruption();
    project.world.onEffect = (effect) => {
      if (effect.startsWith('start')) interrupt();
    };
    expect(await codeOf(up(project.context({}, signal)))).toBe('interrupted');
    expect(names()).toEqual(['smolfaas-router']);
    expect(routes()).toEqual([]);
    expect(project.world.locks.size).toBe(0);
  });

  test('while one is built removes another that is ready already', async () => {
    project.write('a', 'one');
    project.write('b', 'one');
    const { signal, interrupt } = interruption();
    project.world.behaviours.set('b', 'silent');
    const run = up(project.context({}, signal));
    setTimeout(interrupt, 400);
    expect(await codeOf(run)).toBe('interrupted');
    expect(names()).toEqual(['smolfaas-router']);
  });

  test('after the switch leaves the new version serving; the next run finishes', async () => {
    project.write('a', 'one');
    await up(project.context());
    project.write('a', 'two!');
    project.world.connections.set(containerNamed(project.world, 'smolfaas-func-a')?.aliases[1] ?? '', 1);
    const { signal, interrupt } = interruption();
    project.world.onEffect = (effect) => {
      if (effect.startsWith('push')) interrupt();
    };
    expect(await codeOf(up(project.context({}, signal)))).toBe('interrupted');
    expect(routes()).toEqual(['a->smolfaas-func-a.g2']);
    expect(names()).toEqual(['smolfaas-func-a', 'smolfaas-func-a.g2', 'smolfaas-router']);
    project.world.onEffect = () => undefined;
    project.world.connections.clear();
    expect(await statuses()).toEqual({ a: 'adopted' });
    expect(names()).toEqual(['smolfaas-func-a', 'smolfaas-router']);
    expect(containerNamed(project.world, 'smolfaas-func-a')?.aliases[0]).toMatch(/^smolfaas-func-a\.g2-[0-9a-f]{12}\./);
  });
});
