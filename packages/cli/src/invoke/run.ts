/**
 * `smolfaas invoke` from words to exit code: request, call, body to stdout, status to stderr.
 */
import { buffer } from 'node:stream/consumers';
import { functionNames } from '../argv/function-names.js';
import { UsageError } from '../errors/usage-error.js';
import { readEnvironment } from '../process/environment.js';
import type { Theme } from '../render/theme.js';
import type { Report } from '../report/report.js';
import type { LocalContext } from '../session/session.js';
import * as check from '../settings/check-value.js';
import { bodyJson } from './body-text.js';
import { invoke } from './invoke.js';
import { exitOf, headText, type InvokeOutcome, outcomeJson, sampleLine, statusLine } from './outcome.js';
import { type InvokeWords, invokeRequest } from './request.js';
import type { InvokeAnswer } from './send.js';
import { writeBody } from './write-body.js';

export interface InvokeOptions extends InvokeWords {
  readonly fn: string;
  readonly include: boolean;
  /** Seconds, as typed. */
  readonly timeout: string;
  readonly json: boolean;
  readonly theme: Theme;
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: NodeJS.WriteStream;
  /** Lines for stderr. */
  readonly say: (line: string) => void;
}

/** @throws UsageError, bad-flag, and as `invoke` */
export async function runInvoke(local: LocalContext, options: InvokeOptions): Promise<Report> {
  const { functionsDir } = local.settings;
  const { cwd, stdoutIsTerminal } = readEnvironment();
  const timeoutMs = 1000 * check.wholeNumber('--timeout', options.timeout, 1, 86_400);
  const [fn = options.fn] = await functionNames([options.fn], { functionsDir, cwd });
  requireName(fn);
  const request = await invokeRequest(fn, options, { functionsDir, cwd, stdin: options.stdin });
  const sample = sampleLine(request);
  if (sample !== undefined && !options.json) options.say(sample);
  const answer = await invoke(local, fn, request, timeoutMs);
  try {
    if (options.json) {
      const bytes = await buffer(answer.body);
      const outcome = outcomeOf(request, answer, bytes.length);
      return { text: '', json: outcomeJson(outcome, bodyJson(bytes)), exit: exitOf(outcome.status) };
    }
    const { stdout } = options;
    if (options.include) stdout.write(headText(answer.status, answer.headers));
    const length = headerOf(answer, 'content-length');
    const sink = { stream: stdout, isTerminal: stdoutIsTerminal };
    const kind = {
      contentType: headerOf(answer, 'content-type') ?? '',
      length: length === undefined ? undefined : Number(length),
    };
    const { bytes, isHidden } = await writeBody(answer.body, kind, sink);
    const outcome = outcomeOf(request, answer, bytes);
    if (isHidden) options.say('The body is no text; to keep it: smolfaas invoke … > FILE');
    const colour = exitOf(outcome.status) === 0 ? options.theme.dim : options.theme.bad;
    options.say(colour(statusLine(outcome)));
    return { text: '', json: undefined, exit: exitOf(outcome.status) };
  } finally {
    answer.close();
  }
}

/** Anything else would be another path of the router. */
function requireName(fn: string): void {
  if (/^[a-z0-9-]{1,63}$/.test(fn)) return;
  throw new UsageError(`${JSON.stringify(fn)} is no name of a function`, 'see which there are: smolfaas ps');
}

function outcomeOf(
  { method, path }: { readonly method: string; readonly path: string },
  { status, headers, times, begin, url }: InvokeAnswer,
  bytes: number,
): InvokeOutcome {
  const timing = { ...times, totalMs: performance.now() - begin };
  return { url: `${url}${path}`, method, status, headers, bytes, timing };
}

function headerOf({ headers }: InvokeAnswer, wanted: string): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
}
