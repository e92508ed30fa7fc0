/**
 * The part of the terminal that is redrawn in place. It is always the last thing on the screen: to redraw, the cursor goes up
 * over the old lines, each line is overwritten and its rest erased; to print something that stays, it is written where the
 * region was and the region is drawn again below.
 *
 * Escape sequences used (ECMA-48, xterm): `CSI n A` cursor up, `CSI K` erase to the end of the line, `CSI J` erase below,
 * `CSI ? 7 l/h` wrapping off and on, `CSI ? 25 l/h` cursor off and on.
 *
 * What must stay true: each redraw is one write (no flicker); lines that stay may wrap, those of the region never do, or its
 * height would be unknown; and whatever ends the process, the cursor and wrapping come back.
 */

/** The terminal, as far as drawing needs it. */
export interface Screen {
  readonly write: (text: string) => void;
  readonly rows: () => number;
  /** Calls back when the process ends by whatever way; returns how to forget that. */
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

  /** Writes lines that stay, then the region below them. */
  print(lasting: readonly string[]): void {
    const region = this.draw();
    this.screen.write(this.overwrite(lasting, region));
    this.height = region.length;
  }

  /** Erases the region; what stays on the screen is what was printed. */
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
