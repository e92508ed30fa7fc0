/**
 * The part of the terminal that is redrawn in place. It is always the last thing on the screen.
 *
 *  - To redraw: the cursor moves up over the old lines, each line is overwritten and its rest
 *    erased.
 *  - To print permanent lines: they are written where the region was, and the region is drawn again
 *    below.
 *
 * Escape sequences used (ECMA-48, xterm):
 *
 * | sequence       | effect                       |
 * |----------------|------------------------------|
 * | `CSI n A`      | cursor up                    |
 * | `CSI K`        | erase to the end of the line |
 * | `CSI J`        | erase below                  |
 * | `CSI ? 7 l/h`  | wrapping off and on          |
 * | `CSI ? 25 l/h` | cursor off and on            |
 *
 * Invariants:
 *  1. Each redraw is one write, so nothing flickers.
 *  2. Permanent lines may wrap. Lines of the region never do, or its height would be unknown.
 *  3. However the process ends, the cursor and wrapping are restored.
 */

/** The terminal, as far as drawing needs it. */
export interface Screen {
  readonly write: (text: string) => void;
  readonly rows: () => number;
  /** Calls back when the process ends, however it ends; returns a function that cancels this. */
  readonly onExit: (restore: () => void) => () => void;
}

const REDRAW_MS = 100;
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const WRAP = '\u001b[?7h';
const NO_WRAP = '\u001b[?7l';

export class LiveRegion {
  private height = 0;
  private readonly timer: NodeJS.Timeout;
  private readonly forget: () => void;
  private readonly screen: Screen;
  private readonly draw: () => readonly string[];

  constructor(screen: Screen, draw: () => readonly string[]) {
    this.screen = screen;
    this.draw = draw;
    this.forget = screen.onExit(() => screen.write(WRAP + SHOW_CURSOR));
    screen.write(HIDE_CURSOR);
    this.timer = setInterval(() => this.print([]), REDRAW_MS);
    this.timer.unref();
  }

  /** Writes permanent lines, then the region below them. */
  print(lasting: readonly string[]): void {
    const region = this.draw();
    this.screen.write(this.overwrite(lasting, region));
    this.height = region.length;
  }

  /** Erases the region; the printed lines remain on the screen. */
  stop(): void {
    clearInterval(this.timer);
    this.screen.write(this.overwrite([], []) + SHOW_CURSOR);
    this.height = 0;
    this.forget();
  }

  private overwrite(lasting: readonly string[], region: readonly string[]): string {
    const up = this.height === 0 ? '\r' : `\r\u001b[${this.height}A`;
    const lines = (list: readonly string[]) => list.map((line) => `${line}\u001b[K\n`).join('');
    return `${up}${lines(lasting)}${NO_WRAP}${lines(region)}\u001b[J${WRAP}`;
  }
}
