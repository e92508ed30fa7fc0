import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { StatusResponseSchema } from '../gen/moby/buildkit/v1/control_pb.js';
import type { ProgressEvent } from './events.js';
import { EMPTY_PROGRESS, failedStep, finish, QUESTION, reduce, runningStep, summaries } from './reducer.js';

type Message = MessageInitShape<typeof StatusResponseSchema>;
const at = (seconds: number) => ({ seconds: BigInt(Math.trunc(seconds)), nanos: Math.round((seconds % 1) * 1e9) });
const vertex = (name: string, started?: number, completed?: number, more = {}) => ({
  digest: `sha256:${name}`,
  name,
  ...(started === undefined ? {} : { started: at(started) }),
  ...(completed === undefined ? {} : { completed: at(completed) }),
  ...more,
});
const log = (name: string, msg: string, stream = 1n) => ({ vertex: `sha256:${name}`, stream, msg: Buffer.from(msg) });

function run(...messages: Message[]) {
  let state = EMPTY_PROGRESS;
  const events: ProgressEvent[] = [];
  for (const message of messages) {
    const next = reduce(state, create(StatusResponseSchema, message));
    state = next.state;
    events.push(...next.events);
  }
  const last = finish(state);
  return { state: last.state, events: [...events, ...last.events].map(short) };
}

/** One event as one line. */
function short(event: ProgressEvent): string {
  const head = `${event.step.index} ${event.type} ${event.step.name}`;
  if (event.type === 'log') return `${head} ${event.stream} ${event.line}`;
  if (event.type === 'step-done') return `${head} ${event.ms}`;
  if (event.type === 'step-failed') return `${head} ${event.canceled ? 'canceled' : event.message}`;
  return event.type === 'transfer' ? `${head} ${event.id} ${event.current}/${event.total} ${event.done}` : head;
}

test('an announced vertex is no step yet; steps are numbered as they begin', () => {
  const { events } = run(
    { vertexes: [vertex('a'), vertex('b')] },
    { vertexes: [vertex('b', 1)] },
    { vertexes: [vertex('a', 2)] },
  );
  expect(events).toEqual(['1 step-started b', '2 step-started a']);
});

test('a later message without a start does not undo one', () => {
  const { state } = run({ vertexes: [vertex('a', 1)] }, { vertexes: [vertex('a')] });
  expect(runningStep(state)?.name).toBe('a');
});

test('a repeated message is not told twice', () => {
  const done = { vertexes: [vertex('a', 1, 2)] };
  expect(run({ vertexes: [vertex('a', 1)] }, done, done).events).toEqual(['1 step-started a', '1 step-done a 1000']);
});

test('several runs of one vertex add up, overlapping ones count once', () => {
  const { state } = run({ vertexes: [vertex('a', 1, 2), vertex('a', 1.5, 3), vertex('a', 10, 10.25)] });
  expect(summaries(state)).toEqual([{ digest: 'sha256:a', name: 'a', cached: false, ms: 2250 }]);
});

test('a question of ours is no step, also when it fails', () => {
  const asked = vertex(QUESTION, 1, 2, { error: 'not found' });
  const { state, events } = run(
    { vertexes: [vertex(QUESTION, 1), vertex('a', 1)] },
    { vertexes: [asked, vertex('a', 1, 2)] },
  );
  expect(events).toEqual(['1 step-started a', '1 step-done a 1000']);
  expect(failedStep(state)).toBeUndefined();
});

test('overlapping runs are told as one', () => {
  const { events } = run(
    { vertexes: [vertex('a', 1)] },
    { vertexes: [vertex('a', 1.5)] },
    { vertexes: [vertex('a', 1, 2)] },
    { vertexes: [vertex('a', 1.5, 3)] },
  );
  expect(events).toEqual(['1 step-started a', '1 step-done a 2000']);
  const inOneMessage = run({ vertexes: [vertex('a', 1)] }, { vertexes: [vertex('a', 1, 2), vertex('a', 2.5)] });
  expect(inOneMessage.events).toEqual(['1 step-started a']);
  expect(run({ vertexes: [vertex('a', 1, 2), vertex('a', 3, 4)] }).events).toEqual([
    '1 step-started a',
    '1 step-done a 2000',
  ]);
});

test('cached steps are told once, without a beginning', () => {
  const { events, state } = run({ vertexes: [vertex('a', 1, 1, { cached: true })] });
  expect(events).toEqual(['1 step-cached a']);
  expect(summaries(state)[0]?.cached).toBe(true);
});

test('one message with a whole step tells its output before its end', () => {
  const { events } = run({ vertexes: [vertex('a', 1, 2)], logs: [log('a', 'x\ny')] });
  expect(events).toEqual(['1 step-started a', '1 log a stdout x', '1 log a stdout y', '1 step-done a 1000']);
});

test('output of both streams is kept apart, and what comes after the end is still told', () => {
  const { events } = run(
    { vertexes: [vertex('a', 1)], logs: [log('a', 'ou'), log('a', 'er', 2n), log('a', 't\n')] },
    { vertexes: [vertex('a', 1, 2)] },
    { logs: [log('a', 'late')] },
  );
  expect(events.slice(1)).toEqual([
    '1 log a stdout out',
    '1 log a stderr er',
    '1 step-done a 1000',
    '1 log a stdout late',
  ]);
});

test('a step that failed stays the cause when another branch starts it again and is canceled', () => {
  const again = { vertexes: [vertex('a', 3, 4, { error: 'context canceled' })] };
  const { state, events } = run(
    { vertexes: [vertex('a', 1, 2, { error: '"/x": not found' })] },
    { vertexes: [vertex('a', 3)] },
    again,
    again,
  );
  expect(failedStep(state)?.error).toBe('"/x": not found');
  expect(events.filter((event) => event.includes('failed'))).toHaveLength(2);
});

test('the failed step is the first cause, not a canceled sibling', () => {
  const { state, events } = run(
    { vertexes: [vertex('a', 1), vertex('b', 1)] },
    { vertexes: [vertex('a', 1, 3, { error: 'executor failed: context canceled' })] },
    { vertexes: [vertex('b', 1, 2, { error: 'exit code: 1' })], logs: [log('b', 'why\n')] },
  );
  expect(failedStep(state)).toMatchObject({ step: { name: 'b' }, lines: ['why'] });
  expect(events).toContain('1 step-failed a canceled');
  expect(events.at(-1)).toBe('2 step-failed b exit code: 1');
});

test('transfers are told with their numbers', () => {
  const status = { ID: 'transferring all:', vertex: 'sha256:a', name: 'transferring', current: 5n, total: 0n };
  const { events } = run({
    vertexes: [vertex('a', 1)],
    statuses: [status, { ...status, current: 9n, completed: at(2) }],
  });
  expect(events.slice(1)).toEqual([
    '1 transfer a transferring all: 5/0 false',
    '1 transfer a transferring all: 9/0 true',
  ]);
});

test('only the last twenty lines are kept', () => {
  const lines = Array.from({ length: 30 }, (_, i) => `${i}\n`).join('');
  const { state } = run({ vertexes: [vertex('a', 1)], logs: [log('a', lines)] });
  expect(state.get('sha256:a')?.lines).toEqual(Array.from({ length: 20 }, (_, i) => String(i + 10)));
});
