/** Events reach every listener, and none is lost before there is one. */
import { expect, it } from 'vitest';
import type { DisplayEvent } from '../render/lines.js';
import { sessionEvents } from './events.js';

const remark = (message: string): DisplayEvent => ({ type: 'remark', level: 'note', message });

it('keeps what happens before the first listener for it, and stops with each one that leaves', () => {
  const events = sessionEvents();
  const [first, second]: [DisplayEvent[], DisplayEvent[]] = [[], []];
  events.emit(remark('early'));
  const leave = events.listen((event) => first.push(event));
  events.emit(remark('one'));
  events.listen((event) => second.push(event));
  events.emit(remark('two'));
  leave();
  events.emit(remark('three'));
  expect(first).toEqual([remark('early'), remark('one'), remark('two')]);
  expect(second).toEqual([remark('two'), remark('three')]);
});
