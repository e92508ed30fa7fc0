/**
 * Replays recorded status streams of a real daemon (testdata/record.mjs) and compares the events,
 * as text, with the golden files.
 */
import { readFileSync } from 'node:fs';
import { fromJson, type JsonValue } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { StatusResponseSchema } from '../gen/moby/buildkit/v1/control_pb.js';
import type { ProgressEvent } from './events.js';
import { EMPTY_PROGRESS, failedStep, finish, type ProgressState, reduce } from './reducer.js';

function replay(name: string): { state: ProgressState; events: ProgressEvent[] } {
  const messages: JsonValue[] = JSON.parse(readFileSync(new URL(`testdata/${name}.json`, import.meta.url), 'utf8'));
  let state = EMPTY_PROGRESS;
  const events: ProgressEvent[] = [];
  for (const message of messages) {
    const next = reduce(state, fromJson(StatusResponseSchema, message));
    state = next.state;
    events.push(...next.events);
  }
  const last = finish(state);
  return { state: last.state, events: [...events, ...last.events] };
}

/** One line per event: `#index type name  …`. */
function render(event: ProgressEvent): string {
  const { type, step, ...facts } = event;
  return `#${step.index} ${type} ${step.name}  ${JSON.stringify(facts)}`;
}

const recordings = ['', 'newer-'].flatMap((engine) => ['success', 'cached', 'failure'].map((end) => engine + end));

test.each(recordings)('%s', async (name) => {
  const { events } = replay(name);
  await expect(`${events.map(render).join('\n')}\n`).toMatchFileSnapshot(`testdata/__golden__/${name}.txt`);
});

test.each(['failure', 'newer-failure'])('%s is found with its lines', (name) => {
  expect(failedStep(replay(name).state)).toMatchObject({
    step: { name: 'compile' },
    lines: ['compiling main.c', 'main.c:1: error: ✗'],
  });
});
