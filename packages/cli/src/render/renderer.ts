/**
 * Shows events in one of three forms: `quiet` (for `--json`), `plain` (pipes, CI, dumb terminals)
 * and `live`. Pure functions draw; this file holds only the state between two events.
 */
import { safe } from '../text/safe.js';
import { frame } from './frame.js';
import { type DisplayEvent, lastingLines, type Look, plainLines } from './lines.js';
import { LiveRegion, type Screen } from './live-region.js';
import type { Theme } from './theme.js';
import { emptyView, reduce, type View } from './view.js';

/** Shows events until it is stopped; stopping leaves the screen clean. */
export interface Renderer {
  readonly emit: (event: DisplayEvent) => void;
  /** Prints permanent lines above the live region. */
  print(lines: readonly string[]): void;
  stop(): void;
}

export interface RendererOptions {
  readonly verb: string;
  readonly theme: Theme;
  readonly verbose: boolean;
  readonly write: (text: string) => void;
  readonly now: () => number;
  /** The log file of this run; undefined if it has none. */
  readonly log?: string | undefined;
}

/** Shows nothing. */
export function quietRenderer(): Renderer {
  return { emit: () => {}, print: () => {}, stop: () => {} };
}

/** One event per line, in the order of the events. */
export function plainRenderer({ theme, verbose, write, now, log }: RendererOptions): Renderer {
  const widest = nameWidth();
  const print = (lines: readonly string[]) => write(lines.map((line) => `${line}\n`).join(''));
  const emit = (event: DisplayEvent) =>
    print(plainLines(event, { theme, verbose, width: widest(event), now: now(), log }));
  return { emit, print, stop: () => {} };
}

/** Live region at the bottom, permanent lines above it. */
export function liveRenderer(options: RendererOptions, screen: Screen): Renderer {
  const { verb, theme, verbose, now, log } = options;
  const widest = nameWidth();
  let view = emptyView(now());
  const region = new LiveRegion(screen, () => frame(verb, view, { rows: screen.rows(), now: now(), theme }));
  return {
    emit: (event) => {
      view = reduce(view, event, now());
      const look: Look = { theme, verbose, width: widest(event), now: now(), log };
      region.print(lastingLines(timed(event, view, now()), look));
    },
    print: (lines) => region.print(lines),
    stop: () => region.stop(),
  };
}

/** Sets the time of a ready function: its time on the screen, unless its stage measured it. */
function timed(event: DisplayEvent, view: View, at: number): DisplayEvent {
  if (event.type !== 'function' || event.phase !== 'ready' || event.ms !== undefined) return event;
  return { ...event, ms: at - (view.functions.get(event.function)?.since ?? at) };
}

/** The widest name so far, so that columns settle as functions appear. */
function nameWidth(): (event: DisplayEvent) => number {
  let width = 0;
  return (event) => {
    if ('function' in event && event.function !== undefined && event.type !== 'failure') {
      width = Math.max(width, safe(event.function).length);
    }
    return width;
  };
}
