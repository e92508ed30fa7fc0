/**
 * What the benchmarks ask of the engine directly: what a container used, and: remove everything of this run.
 *
 * Cleaning up goes by the run's random id, at the start of names or in a label, and past both contestants, so it works after whatever
 * went wrong.
 */
import { callEngine, readText } from '../../tools/engine/api.mjs';

/** One call; answers parsed JSON. @throws when the status is none of success and not in `ignore` */
export async function engineJson(endpoint, method, path, ignore = []) {
  const response = await callEngine(endpoint, method, path);
  const text = await readText(response);
  if (response.statusCode < 300) return text === '' ? undefined : JSON.parse(text);
  if (ignore.includes(response.statusCode)) return undefined;
  throw new Error(`${method} ${path}: ${response.statusCode} ${text}`);
}

/** Microseconds of processor time that a container has used so far. */
export async function processorTimeOf(endpoint, container) {
  const stats = await engineJson(endpoint, 'GET', `/containers/${container}/stats?stream=false&one-shot=true`);
  return stats.cpu_stats.cpu_usage.total_usage / 1000;
}

/** The label that marks images which lose their name. */
export const RUN_LABEL = 'smolfaas.bench';

/** Removes containers, images, networks and volumes whose name starts with `id`, and images labelled with it. */
export async function removeAllOf(endpoint, id) {
  const gone = [404, 409];
  const call = (method, path) => engineJson(endpoint, method, path, gone);
  const containers = await call('GET', '/containers/json?all=1');
  const ours = containers.filter(({ Names }) => Names.some((name) => name.startsWith(`/${id}`)));
  await Promise.all(ours.map(({ Id }) => call('DELETE', `/containers/${Id}?force=1&v=1`)));
  const labelled = encodeURIComponent(JSON.stringify({ label: [`${RUN_LABEL}=${id}`] }));
  const marked = await call('GET', `/images/json?all=1&filters=${labelled}`);
  const named = (await call('GET', '/images/json')).flatMap(({ RepoTags }) => RepoTags ?? []);
  for (const tag of named.filter((name) => name.startsWith(id))) await call('DELETE', `/images/${tag}?force=1`);
  for (const { Id } of marked) await call('DELETE', `/images/${Id}?force=1`);
  const { Volumes } = await call('GET', '/volumes');
  for (const { Name } of Volumes ?? []) if (Name.startsWith(id)) await call('DELETE', `/volumes/${Name}`);
  for (const { Name, Id } of await call('GET', '/networks')) {
    if (Name.startsWith(id)) await call('DELETE', `/networks/${Id}`);
  }
}
