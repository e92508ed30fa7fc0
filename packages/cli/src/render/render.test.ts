/**
 * The displays, from one recorded run: golden texts of a pipe's output, and of a terminal at some
 * moments.
 */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { frame } from './frame.js';
import { liveRenderer, plainRenderer, type Renderer } from './renderer.js';
import { SAMPLE } from '../testing/sample-events.js';
import { FakeTerminal } from '../testing/fake-terminal.js';
import { createTheme, wantsColour } from './theme.js';
import { chooseMode } from './choose.js';
import { emptyView, reduce } from './view.js';

const plain = createTheme(false);
const golden = (name: string) => join('__golden__', name);

function plainText(verbose: boolean): string {
  let text = '';
  const renderer = plainRenderer({ verb: 'up', theme: plain, verbose, now: () => 0, write: (more) => (text += more) });
  for (const { event } of SAMPLE) renderer.emit(event);
  return text;
}

describe('plain', () => {
  it('writes one event a line', async () => {
    await expect(plainText(false)).toMatchFileSnapshot(golden('plain.txt'));
  });

  it('adds the output of builds with --verbose', async () => {
    await expect(plainText(true)).toMatchFileSnapshot(golden('plain-verbose.txt'));
  });
});

describe('frame', () => {
  const viewAt = (until: number) =>
    SAMPLE.filter(({ at }) => at <= until).reduce((view, { at, event }) => reduce(view, event, at), emptyView(0));
  const frameAt = (now: number, rows = 24) => frame('up', viewAt(now), { rows, now, theme: plain });

  it('draws several builds at once, with the last lines of their output', async () => {
    const frames = [60, 960, 1300, 1600, 2600].map((now) => `--- ${now} ms\n${frameAt(now).join('\n')}\n`);
    await expect(frames.join('')).toMatchFileSnapshot(golden('frames.txt'));
  });

  it.each([1, 3, 4, 5, 6, 8])('never outgrows a terminal of %i rows', (rows) => {
    for (let now = 0; now < 2600; now += 100)
      expect(frameAt(now, rows).length).toBeLessThanOrEqual(Math.max(3, rows - 1));
  });

  it('counts what does not fit', () => {
    let view = emptyView(0);
    for (let n = 0; n < 100; n += 1)
      view = reduce(view, { type: 'plan', function: `fn-${n}`, action: 'build', reasons: [] }, 0);
    const lines = frame('up', view, { rows: 10, now: 0, theme: plain });
    expect(lines.length).toBe(9);
    expect(lines.at(-1)).toBe('  … and 93 more');
  });
});

describe('live', () => {
  function play(until: number): { renderer: Renderer; terminal: FakeTerminal } {
    const terminal = new FakeTerminal();
    let now = 0;
    const options = { verb: 'up', theme: plain, verbose: false, write: () => {}, now: () => now };
    const screen = { write: (text: string) => terminal.write(text), rows: () => 24, onExit: () => () => {} };
    const renderer = liveRenderer(options, screen);
    for (const { at, event } of SAMPLE.filter((timed) => timed.at <= until)) {
      now = at;
      renderer.emit(event);
    }
    return { renderer, terminal };
  }

  it('keeps the moving part below what stays', async () => {
    const { renderer, terminal } = play(1300);
    await expect(terminal.text()).toMatchFileSnapshot(golden('live-middle.txt'));
    renderer.stop();
  });

  it('leaves only what stays, and the cursor as it was', async () => {
    const { renderer, terminal } = play(Infinity);
    renderer.stop();
    await expect(terminal.text()).toMatchFileSnapshot(golden('live-end.txt'));
    expect(terminal).toMatchObject({ cursorVisible: true, wraps: true });
  });
});

describe('choices', () => {
  const terminal = { stderrIsTerminal: true, env: {} };

  it('moves only on a terminal that somebody looks at', () => {
    const mode = (env: Record<string, string>, json = false, verbose = false) =>
      chooseMode({ ...terminal, env }, { json, verbose });
    expect([mode({}), mode({ CI: 'true' }), mode({ TERM: 'dumb' }), mode({}, true), mode({}, true, true)]).toEqual([
      'live',
      'plain',
      'plain',
      'quiet',
      'plain',
    ]);
    expect(chooseMode({ env: {}, stderrIsTerminal: false }, { json: false, verbose: false })).toBe('plain');
  });

  it('honours NO_COLOR before FORCE_COLOR before the terminal', () => {
    const asked = [
      wantsColour({}, true),
      wantsColour({}, false),
      wantsColour({ NO_COLOR: '1', FORCE_COLOR: '1' }, true),
    ];
    expect([...asked, wantsColour({ FORCE_COLOR: '1' }, false), wantsColour({ TERM: 'dumb' }, true)]).toEqual([
      true,
      false,
      false,
      true,
      false,
    ]);
  });
});
