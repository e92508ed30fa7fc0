/** What the changes of containers mean for their functions. */
import { expect, test } from 'vitest';
import type { ContainerChange } from '../../contract/function-manager.js';
import { LABEL } from '../../contract/labels.js';
import { ContainerNews } from './news.js';

const labels = (generation: number, instance = 1) => ({
  [LABEL.function]: 'web',
  [LABEL.generation]: String(generation),
  [LABEL.instance]: String(instance),
});

type Told = readonly [kind: ContainerChange['change'], id: string, generation: number, more?: object];

/** The news of these changes in short: `crashed 2 exitCode=3`. */
function news(of: ContainerNews, ...changes: readonly Told[]): readonly string[] {
  return changes.flatMap(([change, containerId, generation, more = {}]) => {
    const instance = Number(containerId.split('.')[1] ?? 1);
    const found = of.heard({ change, containerId, labels: labels(generation, instance), at: 0, ...more });
    if (found === undefined) return [];
    const { type: _, function: _fn, time: _time, change: what, generation: g, ...rest } = found;
    return [[what, g, ...Object.entries(rest).map((pair) => pair.join('='))].join(' ')];
  });
}

const requested = { requested: true, exitCode: 143 };

test('a replacement is told once, when the former generation has ended', () => {
  const told = news(
    new ContainerNews(),
    ['started', 'a', 3],
    ['started', 'b', 4],
    ['ended', 'a', 3, requested],
    ['removed', 'a', 3],
  );
  expect(told).toEqual(['started 3', 'replaced 4 former=3']);
});

test('of several instances, when the last of the former generation has ended', () => {
  const told = news(
    new ContainerNews(),
    ['started', 'a.1', 1],
    ['started', 'a.2', 1],
    ['started', 'b.1', 2],
    ['started', 'b.2', 2],
    ['ended', 'a.1', 1, requested],
    ['ended', 'a.2', 1, requested],
  );
  expect(told).toEqual(['started 1', 'replaced 2 former=1']);
});

test('a crash has its reason, and the start after it is a restart', () => {
  const told = news(
    new ContainerNews(),
    ['started', 'a', 1],
    ['ended', 'a', 1, { exitCode: 3 }],
    ['started', 'a', 1],
    ['ended', 'a', 1, { exitCode: 137, oomKilled: true }],
  );
  expect(told).toEqual(['started 1', 'crashed 1 exitCode=3', 'restarted 1', 'crashed 1 exitCode=137 oomKilled=true']);
});

test('a new generation that was given up is stopped; the last container is removed', () => {
  const told = news(
    new ContainerNews(),
    ['started', 'a', 1],
    ['started', 'b', 2],
    ['ended', 'b', 2, requested],
    ['removed', 'b', 2],
    ['ended', 'a', 1, requested],
    ['removed', 'a', 1],
  );
  expect(told).toEqual(['started 1', 'stopped 2', 'stopped 1', 'removed 1']);
});

test('what is known already is not told again', () => {
  const known = new ContainerNews();
  known.found('a', labels(1), true);
  known.found('old', labels(1), false);
  expect(news(known, ['started', 'a', 1], ['ended', 'old', 1, requested], ['removed', 'unknown', 1])).toEqual([]);
  expect(news(known, ['ended', 'a', 1, { exitCode: 1 }])).toEqual(['crashed 1 exitCode=1']);
});
