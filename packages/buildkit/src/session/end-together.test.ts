import { expect, test } from 'vitest';
import { endTogether } from './end-together.js';

test('sessions are closed when no solve runs, and each once', () => {
  const sessions = endTogether();
  const closed: string[] = [];
  sessions.begin();
  sessions.begin();
  sessions.end(() => closed.push('first'));
  sessions.begin();
  sessions.end(() => closed.push('second'));
  expect(closed).toEqual([]);
  sessions.end(() => closed.push('third'));
  expect(closed).toEqual(['first', 'second', 'third']);
  sessions.begin();
  sessions.end(() => closed.push('fourth'));
  expect(closed).toEqual(['first', 'second', 'third', 'fourth']);
});
