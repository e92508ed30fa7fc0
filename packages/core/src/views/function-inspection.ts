/**
 * `inspect`: settings and containers of one function as plain values. Pure.
 */
import type { InspectedContainer, InspectedSetting } from '../contract/inspection.js';
import type { ObservedContainer } from '../contract/observed.js';
import type { RuntimeManifest } from '../contract/runtime.js';
import type { FunctionChoice } from '../contract/settings.js';
import { functionSettings, type FunctionSettingsSource } from '../desired/function-settings.js';
import { generationOf, instanceOf } from '../observed/function-containers.js';

/**
 * The settings of a function, each with where it comes from. Values of variables, and everything but
 * the names of secrets, are left out. It reads no `env_file`, so its variables are those files.
 */
export function inspectedSettings(
  fn: string,
  manifest: Pick<RuntimeManifest, 'container'>,
  source: FunctionSettingsSource,
): readonly InspectedSetting[] {
  const choice: Partial<FunctionChoice> = source.functions.get(fn) ?? {};
  const given = functionSettings(fn, manifest, source);
  const fromFile = (key: keyof FunctionChoice, other: InspectedSetting['source']): InspectedSetting['source'] =>
    choice[key] === undefined ? other : 'project-file';
  const { container = {} } = manifest;
  const promise = (key: keyof typeof container) => (container[key] === undefined ? 'default' : 'runtime');
  return [
    ...chosenForBuilds(choice),
    setting('env', namesOf({ ...choice.env, ...given.env }), fromFile('env', 'default')),
    ...chosenOnly(choice),
    setting('memory_bytes', given.memoryBytes, fromFile('memoryBytes', 'default')),
    setting('pids', given.pids, fromFile('pids', 'default')),
    setting('cpu_shares', given.cpuShares, 'default'),
    setting('read_only', given.readOnlyRoot, fromFile('readOnly', promise('readOnlyRoot'))),
    setting('init', given.init, promise('init')),
    setting('ca', given.certificates !== undefined, fromFile('ca', 'run')),
    setting('replicas', given.replicas, fromFile('replicas', 'default')),
    setting('port', given.port, fromFile('port', 'default')),
    setting(
      'ready_timeout_ms',
      given.health.timeoutMs,
      choice.health?.deadlineMs === undefined ? 'run' : 'project-file',
    ),
    setting('drain_timeout_ms', given.drainTimeoutMs, 'run'),
  ];
}

/** What decides how it is built. */
function chosenForBuilds({ runtime, settings = {}, maps = {}, shared }: Partial<FunctionChoice>): InspectedSetting[] {
  return [
    ...whereSet('runtime', runtime),
    ...Object.entries(settings).map(([name, value]) => setting(`settings.${name}`, value, 'project-file')),
    ...Object.entries(maps).map(([name, map]) => setting(`settings.${name}`, Object.keys(map), 'project-file')),
    ...whereSet('shared', shared),
  ];
}

/** What a function has only if the project file sets it. */
function chosenOnly(choice: Partial<FunctionChoice>): InspectedSetting[] {
  const { health = {} } = choice;
  return [
    ...whereSet('env_file', choice.envFiles),
    ...whereSet('secrets', choice.secrets && namesOf(choice.secrets)),
    ...whereSet('cpus', choice.cpus),
    ...whereSet(
      'tmpfs',
      choice.tmpfs?.map(({ path, bytes }) => `${path}:${bytes}`),
    ),
    ...whereSet('networks', choice.networks),
    ...whereSet('start', choice.start),
    ...whereSet('health.path', health.path),
    ...whereSet('health.interval_ms', health.intervalMs),
    ...whereSet('timeout_ms', choice.timeoutMs),
    ...whereSet(
      'routes',
      choice.routes?.map(({ host = '', path }) => `${host}${path}`),
    ),
  ];
}

const namesOf = (values: object): readonly string[] => Object.keys(values).toSorted();

function whereSet(name: string, value: InspectedSetting['value'] | undefined): InspectedSetting[] {
  return value === undefined ? [] : [setting(name, value, 'project-file')];
}

const setting = (
  name: string,
  value: InspectedSetting['value'],
  source: InspectedSetting['source'],
): InspectedSetting => ({ name, value, source });

/** @param serves whether it is of the version that serves */
export function inspectedContainer(container: ObservedContainer, serves: boolean): InspectedContainer {
  const { id, name, state, exitCode, imageId, networks, labels, details } = container;
  const { memoryBytes, pids, cpuShares, restarts, startedAt } = details ?? {};
  return {
    id,
    name,
    state,
    ...(exitCode !== undefined && { exitCode }),
    generation: generationOf(container),
    instance: instanceOf(container),
    serves,
    imageId,
    networks,
    ...(memoryBytes !== undefined && { memoryBytes }),
    ...(pids !== undefined && { pids }),
    ...(cpuShares !== undefined && { cpuShares }),
    ...(restarts !== undefined && { restarts }),
    ...(startedAt !== undefined && { startedAt }),
    labels,
  };
}
