/**
 * Shows an error that ended a run: as lines on stderr or, under `--json`, as the one JSON document
 * on stdout. The session uses it, and the base command for errors before a session begins (wrong
 * flags). So both look alike.
 */
import { type Described, describe } from '../errors/describe.js';
import { readEnvironment } from '../process/environment.js';
import { type Output, outputTo } from '../process/output.js';
import { failureLines } from '../render/lines.js';
import { createTheme, type Theme, wantsColour } from '../render/theme.js';
import { errorJson } from '../report/report.js';

/** How an error is shown; `points` to its page, on a terminal. */
export interface ErrorLook {
  readonly json: boolean;
  readonly theme: Theme;
  readonly points: boolean;
}

export function presentError(error: Described, output: Output, { json, theme, points }: ErrorLook): void {
  if (json) output.data(`${JSON.stringify({ error: errorJson(error) }, null, 2)}\n`);
  else
    output.progress(
      [...failureLines(undefined, error, { theme }), ...(points ? pointer(error, theme) : [])]
        .map((line) => `${line}\n`)
        .join(''),
    );
}

/**
 * Where an error has a page: people at a terminal may ask for it. Wrong usage needs none, and
 * programs have the code.
 */
function pointer({ code }: Described, theme: Theme): readonly string[] {
  return code === 'usage' ? [] : [theme.dim(`  more: smolfaas help errors ${code}`)];
}

/** Shows an error from before a session began; returns the exit code. */
export function presentEarlyError(error: unknown, json: boolean): number {
  const { env, stderrIsTerminal } = readEnvironment();
  const described = describe(error);
  const theme = createTheme(wantsColour(env, stderrIsTerminal));
  presentError(described, outputTo(process.stdout, process.stderr), { json, theme, points: stderrIsTerminal });
  return described.exit;
}
