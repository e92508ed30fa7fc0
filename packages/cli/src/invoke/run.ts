/**
 * `smolfaas invoke` from words to exit code: request, call, body to stdout, status to stderr.
 */
import { buffer } from 'node:stream/consumers';
import { SmolfaasError } from '@smolfaas/core';
import { functionName } from '../argv/function-names.js';
import { UsageError } from '../errors/usage-error.js';
import { readEnvironment } from '../process/environment.js';
import { sinkTo } from '../process/sink.js';
import type { Theme } from '../render/theme.js';
import type { Report } from '../report/report.js';
import type { LocalContext } from '../session/session.js';
import * as check from '../settings/check-value.js';
import { bodyJson } from './body-text.js';
import { invoke } from './invoke.js';
import { exitOf, headText, type InvokeOutcome, outcomeJson, sampleLine, statusLine } from './outcome.js';
import { type InvokeRequest, type InvokeWords, invokeRequest } from './request.js';
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
  const { cwd } = readEnvironment();
  const timeoutMs = 1000 * check.wholeNumber('--timeout', options.timeout, 1, 86_400);
  const fn = await functionName(options.fn, { functionsDir, cwd });
  requireName(fn);
  const request = await invokeRequest(fn, options, { functionsDir, cwd, stdin: options.stdin });
  const sample = sampleLine(request);
  if (sample !== undefined && !options.json) options.say(sample);
  const answer = await invoke(local, fn, request, timeoutMs);
  try {
    return await (options.json ? asDocument(request, answer) : asItIs(request, answer, options, local.signal));
  } catch (error) {
    local.signal.throwIfAborted();
    const why = error instanceof Error ? error.message : String(error);
    throw new SmolfaasError('call-failed', { url: `${answer.url}${request.path}`, phase: 'body', why });
  } finally {
    answer.close();
  }
}

async function asDocument(request: InvokeRequest, answer: InvokeAnswer): Promise<Report> {
  const bytes = await buffer(answer.body);
  const outcome = outcomeOf(request, answer, bytes.length);
  return { text: '', json: outcomeJson(outcome, bodyJson(bytes)), exit: exitOf(outcome.status) };
}

/** The body to stdout, and then a line to stderr, unless the reader of the body has left. */
async function asItIs(
  request: InvokeRequest,
  answer: InvokeAnswer,
  { stdout, include, say, theme }: InvokeOptions,
  signal: AbortSignal,
): Promise<Report> {
  const exit = exitOf(answer.status);
  const sink = sinkTo(stdout, signal);
  if (include) await sink.write(headText(answer.status, answer.headers));
  const length = headerOf(answer, 'content-length');
  const kind = {
    contentType: headerOf(answer, 'content-type') ?? '',
    length: length === undefined ? undefined : Number(length),
  };
  const isTerminal = readEnvironment().stdoutIsTerminal;
  const { bytes, isHidden, isCut } = await writeBody(answer.body, kind, { sink, isTerminal });
  if (isCut) return { text: '', json: undefined, exit };
  if (isHidden) say('The body is no text; to keep it: smolfaas invoke … > FILE');
  const colour = exit === 0 ? theme.dim : theme.bad;
  say(colour(statusLine(outcomeOf(request, answer, bytes))));
  return { text: '', json: undefined, exit };
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
