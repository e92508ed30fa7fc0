/**
 * A client of the router for tests: one request over HTTPS, or a steady stream of them.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

export const ADDR = 'fn.localhost';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly agent?: Agent;
}

/**
 * `fn.localhost` need not resolve here: the client dials 127.0.0.1 and sends the name as SNI and
 * Host.
 */
export function ask(port: number, path: string, options: Ask = {}): Promise<Answer> {
  const { method = 'GET', headers = {}, body, agent = new Agent({ maxSockets: 1 }) } = options;
  const { promise, resolve, reject } = deferred<Answer>();
  const req = request(
    {
      host: '127.0.0.1',
      port,
      path,
      method,
      agent,
      servername: ADDR,
      rejectUnauthorized: false,
      headers: { host: `${ADDR}:${port}`, ...headers },
    },
    (res) => {
      text(res).then((answer) => resolve({ status: res.statusCode ?? 0, headers: res.headers, body: answer }), reject);
    },
  );
  req.setTimeout(15_000, () => req.destroy(new Error('no answer within 15 s')));
  req.on('error', reject).end(body);
  return promise;
}

/**
 * Results of a stream of requests: their number, each failure in words, and the responding function
 * of each, in order.
 */
export interface Load {
  readonly sent: number;
  readonly failures: readonly string[];
  readonly bodies: readonly string[];
}

/**
 * Sends `perSecond` requests a second to `path` while `during` runs, whether or not earlier ones
 * have finished. Half use new connections, half kept ones; every third is a POST.
 */
export async function underLoad(
  port: number,
  path: string,
  perSecond: number,
  during: () => Promise<void>,
): Promise<Load> {
  const kept = new Agent({ keepAlive: true });
  const pending: Promise<void>[] = [];
  const failures: string[] = [];
  const bodies: string[] = [];
  const end = new AbortController();
  const work = during().finally(() => end.abort());
  for (let n = 0; !end.signal.aborted; n++) {
    const post = n % 3 === 0 ? { method: 'POST', body: `n${n}` } : {};
    const options = n % 2 === 0 ? { ...post, agent: kept } : post;
    pending.push(
      ask(port, path, options).then(
        ({ status, body }) => void (status === 200 ? bodies.push(body) : failures.push(`${n}: ${status} ${body}`)),
        (error: unknown) => void failures.push(`${n}: ${String(error)}`),
      ),
    );
    await sleep(1000 / perSecond);
  }
  await Promise.all(pending);
  await work;
  kept.destroy();
  return { sent: pending.length, failures, bodies };
}

/** `Promise.withResolvers` is missing from Node.js 20. */
function deferred<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
