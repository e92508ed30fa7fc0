/**
 * One call of a function: send it, and find out why when there is no answer of the function.
 *
 *     remembered root and address -> connect -> send -> answer
 *          │ none, or wrong (whom.ts)                  │ none, or an error of the router itself
 *          ▼                                           ▼
 *     ask the engine for them                      ask the engine why
 *
 * Invariant: the engine is not asked when what is remembered is right and the function answers.
 */
import { functionUrl, isSmolfaasError, SmolfaasError, type Settings } from '@smolfaas/core';
import type { LocalContext } from '../session/session.js';
import { readOwn, trustFiles, writeOwn } from '../trust/trust-files.js';
import { addressOf } from '../trust/address.js';
import { ConnectError, type Target } from './connect.js';
import type { InvokeRequest } from './request.js';
import { type InvokeAnswer, send } from './send.js';
import { callRouter, type Whom } from './whom.js';

/** Header that the router adds to every answer of a function, unless a setting turns it off. */
const VERSION_HEADER = 'smolfaas-version';
/** What the router answers by itself when it has no function to ask. */
const OF_ROUTER = new Set([404, 502, 503, 504]);

/**
 * @throws unknown-function, function-not-running, router-not-running, call-failed; engine-* when
 * the engine had to be asked; interrupted
 */
export async function invoke(
  local: LocalContext,
  fn: string,
  request: InvokeRequest,
  timeoutMs: number,
): Promise<InvokeAnswer> {
  const { settings, signal } = local;
  const url = new URL(functionUrl(settings, fn));
  const root = readOwn(trustFiles(settings.stateDb).root);
  const remembered = root === undefined ? undefined : { host: addressOf(settings), root };
  const call = (whom: Whom) => send(url, request, targetOf(settings, whom), timeoutMs, signal);
  try {
    const found = await callRouter(remembered, () => presentWhom(local), call);
    if (OF_ROUTER.has(found.status) && !hasHeader(found, VERSION_HEADER)) await explain(local, fn);
    return found;
  } catch (error) {
    signal.throwIfAborted();
    if (isSmolfaasError(error)) throw error;
    await explain(local, fn);
    throw failed(error, `${url.href}${request.path}`, timeoutMs);
  }
}

/** From the engine; remembers the certificate. */
async function presentWhom({ settings, connect }: LocalContext): Promise<Whom> {
  const [{ callable }, context] = await Promise.all([import('@smolfaas/core/pipelines/callable.js'), connect()]);
  const { root, remoteHost } = await callable(context, []);
  try {
    writeOwn(trustFiles(settings.stateDb).root, root);
  } catch {
    // A directory that cannot be written: the next call asks the engine again.
  }
  return { host: addressOf(settings, remoteHost), root };
}

/** @throws the reason, if the engine knows one */
async function explain({ connect }: LocalContext, fn: string): Promise<void> {
  const [{ whyNotCallable }, context] = await Promise.all([import('@smolfaas/core/pipelines/callable.js'), connect()]);
  const why = await whyNotCallable(context, fn);
  if (why !== undefined) throw why;
}

function failed(error: unknown, url: string, timeoutMs: number): SmolfaasError<'call-failed'> {
  const late = error instanceof Error && error.name === 'TimeoutError';
  const why = error instanceof Error ? error.message : String(error);
  const phase = error instanceof ConnectError ? error.phase : 'answer';
  return new SmolfaasError('call-failed', { url, phase, why: late ? `nothing within ${timeoutMs / 1000} s` : why });
}

function targetOf({ addr, httpsPort: port }: Settings, { host, root }: Whom): Target {
  return { host, port, serverName: addr.replace(/^\[|\]$/g, ''), root };
}

const hasHeader = ({ headers }: InvokeAnswer, wanted: string): boolean =>
  headers.some(([name]) => name.toLowerCase() === wanted);
