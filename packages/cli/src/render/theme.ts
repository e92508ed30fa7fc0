/**
 * How a stream looks: the few colours of the output, by meaning, and how wide its terminal is. The
 * decision for or against colour is made once per stream. All drawing code takes a theme and never
 * looks at the environment.
 */
import { styleText } from 'node:util';
import type { Environment } from '../process/environment.js';

type Paint = (text: string) => string;

/** Colours by meaning, so that readers of the drawing code see why something is coloured. */
export interface Theme {
  readonly good: Paint;
  readonly bad: Paint;
  readonly warn: Paint;
  readonly name: Paint;
  readonly dim: Paint;
  readonly strong: Paint;
  /** Columns of the terminal that tables have to fit; undefined where lines may have any length. */
  readonly columns?: number | undefined;
}

/** Returns real colours, or functions that leave the text unchanged. */
export function createTheme(colour: boolean, columns?: number): Theme {
  const paint = (format: Parameters<typeof styleText>[0]): Paint =>
    colour ? (text) => styleText(format, text, { validateStream: false }) : (text) => text;
  return {
    good: paint('green'),
    bad: paint('red'),
    warn: paint('yellow'),
    name: paint('cyan'),
    dim: paint('dim'),
    strong: paint('bold'),
    ...(columns !== undefined && { columns }),
  };
}

/**
 * no-color.org: any non-empty NO_COLOR switches colour off. FORCE_COLOR switches it on without a
 * terminal.
 */
export function wantsColour(env: Environment['env'], isTerminal: boolean): boolean {
  if (env['NO_COLOR']) return false;
  const force = env['FORCE_COLOR'];
  if (force !== undefined) return force !== '0' && force !== 'false';
  return isTerminal && env['TERM'] !== 'dumb';
}
