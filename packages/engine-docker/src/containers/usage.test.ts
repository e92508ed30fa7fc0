/** The engine's statistics as usage, under both versions of cgroups. */
import { expect, it } from 'vitest';
import { usageIn } from './usage.js';

const answer = (stats: object) => ({
  read: '2026-11-30T22:00:00.5Z',
  memory_stats: { usage: 100, stats },
  cpu_stats: { cpu_usage: { total_usage: 7 } },
});
const at = Date.UTC(2026, 10, 30, 22, 0, 0, 500);

it.each([
  ['cgroup v1', { inactive_file: 1, total_inactive_file: 30 }, 70],
  ['cgroup v2', { inactive_file: 40 }, 60],
  ['an engine without these figures', {}, 100],
  ['more cache than usage', { inactive_file: 400 }, 0],
])('subtracts the cache: %s', (_, stats, memoryBytes) => {
  expect(usageIn(answer(stats))).toEqual({ at, memoryBytes, cpuNs: 7 });
});

it('knows nothing of a container that does not run', () => {
  expect(usageIn({ read: '0001-01-01T00:00:00Z', memory_stats: {}, cpu_stats: {} })).toBeUndefined();
});
