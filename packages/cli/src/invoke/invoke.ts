/**
 * One call of a function: send it, and find out why when there is no answer of the function.
 *
 *     cached root certificate -> connect -> send -> answer
 *          │ none, or not trusted              │ none, or an error of the router itself
 *          ▼                                   ▼
 *     ask the engine for it                ask the engine why
 *
 * Invariant: the engine is not asked when the cached certificate is right and the function answers.
 */
import { functionUrl, isSmolfaasError, SmolfaasError, type Settings } from '@smolfaas/core';
import type { LocalContext } from '../session/session.js';
import { readOwn, trustFiles, writeOwn } from '../trust/trust-files.js';
import { addressOf } from '../trust/address.js';
import { ConnectError, type Target } from './connect.js';
import type { InvokeRequest } from './request.js';
import { type InvokeAnswer, send } from './send.js';

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
  const { root: path } = trustFiles(settings.stateDb);
  const call = (root: string, host = addressOf(settings)) =>
    send(url, request, targetOf(settings, host, root), timeoutMs, signal);
  try {
    const cached = readOwn(path);
    const answer = cached === undefined ? undefined : await call(cached).catch(unlessDistrusted);
    const found = answer ?? (await callFresh(local, path, call));
    if (OF_ROUTER.has(found.status) && !hasHeader(found, VERSION_HEADER)) await explain(local, fn);
    return found;
  } catch (error) {
    signal.throwIfAborted();
    if (isSmolfaasError(error)) throw error;
    await explain(local, fn);
    throw failed(error, `${url.href}${request.path}`, timeoutMs);
  }
}

/** Undefined for a certificate that another root has signed: the router's volume is a new one. */
function unlessDistrusted(error: unknown): undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const isOther = /SELF_SIGNED|UNABLE_TO_(?:GET_ISSUER|VERIFY)|CERT_SIGNATURE/.test(code);
  if (!(error instanceof ConnectError) || error.phase !== 'tls' || !isOther) throw error;
}

async function callFresh(
  { connect }: LocalContext,
  path: string,
  call: (root: string, host?: string) => Promise<InvokeAnswer>,
): Promise<InvokeAnswer> {
  const [{ callable }, context] = await Promise.all([import('@smolfaas/core/pipelines/callable.js'), connect()]);
  const { root, remoteHost } = await callable(context, []);
  try {
    writeOwn(path, root);
  } catch {
    // A directory that cannot be written: the next call asks the engine again.
  }
  return call(root, remoteHost);
}

/** @throws the reason, if the engine knows one */
async function explain({ connect }: LocalContext, fn: string): Promise<void> {
  const [{ whyNotCallable }, context] = await Promise.all([import('@smolfaas/core/pipelines/callable.js'), connect()]);
  const why = await whyNotCallable(context, fn);
  if (why !== undefined) throw why;
}

function failed(error: unknown, url: string, timeoutMs: number): SmolfaasError<'call-failed'> {
  const late = error instanceof Error && /TimeoutError|HeadersTimeout/.test(error.name);
  const why = error instanceof Error ? error.message : String(error);
  const phase = error instanceof ConnectError ? error.phase : 'answer';
  return new SmolfaasError('call-failed', { url, phase, why: late ? `nothing within ${timeoutMs / 1000} s` : why });
}

function targetOf({ addr, httpsPort: port }: Settings, host: string, root: string): Target {
  return { host, port, serverName: addr.replace(/^\[|\]$/g, ''), root };
}

const hasHeader = ({ headers }: InvokeAnswer, wanted: string): boolean =>
  headers.some(([name]) => name.toLowerCase() === wanted);
