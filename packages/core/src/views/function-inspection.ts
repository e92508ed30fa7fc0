/**
 * `inspect`: settings and containers of one function as plain values. Pure.
 */
import type { InspectedContainer, InspectedSetting } from '../contract/inspection.js';
import type { ObservedContainer } from '../contract/observed.js';
import type { RuntimeManifest } from '../contract/runtime.js';
import type { FunctionChoice } from '../contract/settings.js';
import { functionSettings, type FunctionSettingsSource } from '../desired/function-settings.js';
import { generationOf, instanceOf } from '../observed/function-containers.js';

/** The settings of a function, each with where it comes from. Values of variables are left out. */
export function inspectedSettings(
  fn: string,
  manifest: Pick<RuntimeManifest, 'container'>,
  source: FunctionSettingsSource,
): readonly InspectedSetting[] {
  const choice: FunctionChoice | undefined = source.functions.get(fn);
  const given = functionSettings(fn, manifest, source);
  const fromFile = (key: keyof FunctionChoice, other: InspectedSetting['source']): InspectedSetting['source'] =>
    choice?.[key] === undefined ? other : 'project-file';
  const { container = {} } = manifest;
  const promise = (key: keyof typeof container) => (container[key] === undefined ? 'default' : 'runtime');
  return [
    ...(choice?.runtime === undefined ? [] : [setting('runtime', choice.runtime, 'project-file')]),
    ...Object.entries(choice?.settings ?? {}).map(([name, value]) =>
      setting(`settings.${name}`, value, 'project-file'),
    ),
    ...Object.entries(choice?.maps ?? {}).map(([name, map]) =>
      setting(`settings.${name}`, Object.keys(map), 'project-file'),
    ),
    setting('env', Object.keys(given.env).toSorted(), 'default'),
    setting('memory_bytes', given.memoryBytes, 'default'),
    setting('pids', given.pids, 'default'),
    setting('cpu_shares', given.cpuShares, 'default'),
    setting('read_only', given.readOnlyRoot, promise('readOnlyRoot')),
    setting('init', given.init, promise('init')),
    setting('ca', given.certificates !== undefined, fromFile('ca', 'run')),
    setting('replicas', given.replicas, fromFile('replicas', 'default')),
    setting('ready_timeout_ms', given.health.timeoutMs, 'run'),
    setting('drain_timeout_ms', given.drainTimeoutMs, 'run'),
  ];
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
