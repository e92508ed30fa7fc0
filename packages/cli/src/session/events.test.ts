/** Events reach every listener, and none is lost before there is one. */
import { expect, it } from 'vitest';
import type { DisplayEvent } from '../render/lines.js';
import { sessionEvents } from './events.js';

const remark = (message: string): DisplayEvent => ({ type: 'remark', level: 'note', message });

it('keeps what happens before the first listener for it, and stops with each one that leaves', () => {
  const events = sessionEvents();
  const [first, second, third]: [DisplayEvent[], DisplayEvent[], DisplayEvent[]] = [[], [], []];
  events.emit(remark('early'));
  const leave = events.listen((event) => first.push(event));
  events.emit(remark('one'));
  const leaveToo = events.listen((event) => second.push(event));
  events.emit(remark('two'));
  leave();
  leaveToo();
  events.emit(remark('unheard'));
  events.listen((event) => third.push(event));
  events.emit(remark('three'));
  expect(first).toEqual([remark('early'), remark('one'), remark('two')]);
  expect(second).toEqual([remark('two')]);
  expect(third).toEqual([remark('three')]);
});
