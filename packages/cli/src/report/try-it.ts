/**
 * The last lines of `up` after a function was started or replaced: the host name of one of them,
 * which functions, and a line to paste that calls the first.
 *
 * Invariant: the call is one line of any length, so that it can be copied. Nothing between here and
 * the terminal breaks it.
 */
import type { FunctionOutcome, UpOutcome } from '@smolfaas/core';
import { safe } from '../text/safe.js';
import { curlOptions, outOfReach } from './reach.js';
import { PLAIN_REQUEST } from './sample-request.js';
import type { UpLook } from './up-look.js';

/** More names would hide the call. */
const MOST_NAMES = 4;
const TRY = 'Try it:';

/**
 * Empty when no callable function changed. If no call from here can succeed, the lines say so in
 * any case.
 */
export function tryIt(
  outcome: UpOutcome,
  { theme, settings, requestOf = () => PLAIN_REQUEST }: UpLook,
): readonly string[] {
  const callable = outcome.functions.filter(({ url, status }) => url !== undefined && status !== 'failed');
  const silence = callable.length === 0 ? undefined : outOfReach(outcome, settings.bind);
  if (silence !== undefined) return ['', ...silence];
  const changed = callable.filter(({ status }) => status === 'started' || status === 'updated');
  const [first] = changed;
  if (first === undefined) return [];
  const { addr, httpPort } = settings; // HTTP with -L shows the redirect; -k, since the router signs its own certificate
  const { method, path, headers, body } = requestOf(first.function);
  const base = `http://${addr}${httpPort === 80 ? '' : `:${httpPort}`}/invoke/${first.function}`;
  const words = [
    `curl -Lk${curlOptions(settings, outcome.remoteHost)}`,
    ...verb(method, body),
    shellWord(base + (path === '/' ? '' : path)),
    ...(body === undefined ? [] : [`-d ${shellWord(body)}`]),
    ...Object.entries(headers).map(([name, value]) => `-H ${shellWord(`${name}: ${value}`)}`),
  ];
  const own = first.hostUrl === undefined ? [] : [`${theme.dim('Host name:')} ${safe(first.hostUrl)}`];
  return ['', ...own, `${theme.dim(TRY)} ${named(changed, theme.columns)}`, `  ${words.join(' ')}`];
}

/** `fn-a (started), fn-b (updated) and 3 more`; as many names as fit into one line of the terminal. */
function named(changed: readonly FunctionOutcome[], columns = Infinity, most = MOST_NAMES): string {
  const names = changed.slice(0, most).map((fn) => `${safe(fn.function)} (${fn.status})`);
  const more = changed.length - names.length;
  const text = names.join(', ') + (more > 0 ? ` and ${more} more` : '');
  return most > 1 && TRY.length + 1 + text.length > columns ? named(changed, columns, most - 1) : text;
}

/** curl uses GET by default, and POST when there is a body. */
function verb(method: string, body: string | undefined): readonly string[] {
  if (method === 'HEAD') return ['-I'];
  return method === (body === undefined ? 'GET' : 'POST') ? [] : [`-X ${method}`];
}

/** Quotes a word for a POSIX shell; a word that needs no quotes has none. */
function shellWord(text: string): string {
  const shown = safe(text);
  return /^[\w:/.%@+,=-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", `'\\''`)}'`;
}
