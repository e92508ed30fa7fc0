/** Which events of an engine become which changes of containers. */
import { expect, it } from 'vitest';
import { changeReader } from './changes.js';
import { eventIn } from './engine-events.js';

const event = (Action: string, seconds: number, attributes: Record<string, string> = {}) =>
  JSON.stringify({ Action, Actor: { ID: 'c1', Attributes: { label: 'x', ...attributes } }, timeNano: seconds * 1e9 });

function changesOf(...lines: readonly string[]) {
  return lines.flatMap(eventIn).flatMap(changeReader());
}

it('tells a crash from a requested end, also after a restart of the same container', () => {
  const found = changesOf(
    event('start', 1),
    event('die', 2, { exitCode: '3' }),
    event('start', 3),
    event('kill', 4),
    event('die', 5, { exitCode: '143' }),
    event('start', 6),
    event('oom', 7),
    event('died', 7, { containerExitCode: '137' }),
    event('destroy', 8),
  );
  expect(found.map(({ change, requested, exitCode, oomKilled }) => [change, requested, exitCode, oomKilled])).toEqual([
    ['started', undefined, undefined, undefined],
    ['ended', false, 3, false],
    ['started', undefined, undefined, undefined],
    ['ended', true, 143, false],
    ['started', undefined, undefined, undefined],
    ['ended', false, 137, true],
    ['removed', undefined, undefined, undefined],
  ]);
  expect(found[0]).toMatchObject({ containerId: 'c1', at: 1000, labels: { label: 'x' } });
});
