/**
 * A process that sends requests at a steady rate, whatever becomes of the earlier ones (open loop): a stall shows as latency of
 * all requests that fall into it, and is not hidden by a client that waits.
 *
 *   parent -> { port, path, rate, seconds }      child -> { type: 'begun' } when the first request is out
 *   parent -> 'stop'                             child -> { type: 'done', requests: [...] }, and it ends
 *
 * Half of the requests open a connection of their own, half use kept ones. To loopback only; ends by itself after `seconds`.
 * Each request tells `{ at, ms, kind, status, version, error }`; `at` is milliseconds since 1970, when it was to be sent.
 */
import { Agent, request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 10_000;

process.once('message', (plan) => {
  const stop = new AbortController();
  process.once('message', () => stop.abort());
  process.once('disconnect', () => process.exit(1));
  void generate(plan, stop.signal).then((requests) => process.send({ type: 'done', requests }, () => process.exit(0)));
});

async function generate({ port, path, rate, seconds }, stop) {
  const kept = new Agent({ keepAlive: true });
  const target = { host: '127.0.0.1', port, path, servername: 'fn.localhost', rejectUnauthorized: false };
  const begin = performance.now();
  const pending = [];
  for (let n = 0; n < rate * seconds && !stop.aborted; n += 1) {
    const due = begin + (n * 1000) / rate;
    if (due > performance.now()) await sleep(due - performance.now(), undefined, { signal: stop }).catch(() => {});
    if (stop.aborted) break;
    const agent = n % 2 === 0 ? false : kept;
    pending.push(send({ ...target, agent, headers: { host: 'fn.localhost' } }, due));
    if (n === 0) process.send({ type: 'begun' });
  }
  const requests = await Promise.all(pending);
  kept.destroy();
  return requests;
}

function send(options, due) {
  const told = { at: performance.timeOrigin + due, kind: options.agent === false ? 'new' : 'kept' };
  return new Promise((resolve) => {
    const end = (outcome) => resolve({ ...told, ms: performance.now() - due, ...outcome });
    const call = request({ ...options, timeout: PATIENCE_MS }, (response) => {
      let version = '';
      response.setEncoding('utf8').on('data', (chunk) => (version += chunk));
      response.once('error', (error) => end({ error: error.code ?? error.message }));
      response.once('end', () => end({ status: response.statusCode, version }));
    });
    call.once('timeout', () => call.destroy(new Error(`no answer in ${PATIENCE_MS} ms`)));
    call.once('error', (error) => end({ error: error.code ?? error.message }));
    call.end();
  });
}
