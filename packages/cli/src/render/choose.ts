/**
 * Chooses the form of the display for this run and connects it to the real terminal. The choice is
 * pure and tested. Only the code below it connects a renderer to `process`.
 */
import type { Environment } from '../process/environment.js';
import type { Output } from '../process/output.js';
import { liveRenderer, plainRenderer, quietRenderer, type Renderer, type RendererOptions } from './renderer.js';

export type Mode = 'live' | 'plain' | 'quiet';

/**
 * A live display needs a terminal with a cursor, and output that is not kept for later. `--json` is
 * quiet unless verbose.
 */
export function chooseMode(
  { env, stderrIsTerminal }: Pick<Environment, 'env' | 'stderrIsTerminal'>,
  { json, verbose }: { readonly json: boolean; readonly verbose: boolean },
): Mode {
  if (json) return verbose ? 'plain' : 'quiet';
  const isCi = env['CI'] !== undefined && env['CI'] !== '' && env['CI'] !== 'false';
  return stderrIsTerminal && !isCi && env['TERM'] !== 'dumb' ? 'live' : 'plain';
}

/** Creates the renderer on the real terminal. */
export function createRenderer(mode: Mode, options: Omit<RendererOptions, 'write'>, output: Output): Renderer {
  const write = (text: string) => output.progress(text);
  if (mode === 'quiet') return quietRenderer();
  if (mode === 'plain') return plainRenderer({ ...options, write });
  return liveRenderer(
    { ...options, write },
    {
      write,
      rows: () => process.stderr.rows || 24,
      onExit: (restore) => {
        process.on('exit', restore);
        return () => process.off('exit', restore);
      },
    },
  );
}
