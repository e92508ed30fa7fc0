import { expect, test } from 'vitest';
import type { ProbeResult } from '../contract/caddy-manager.js';
import type { Diagnosis, ListeningSocket } from '../contract/function-manager.js';
import { speaksOnlyHttp2, wrongListener } from './listeners.js';
import { waitUntilReady } from './ready.js';

const on = (address: string, port: number): ListeningSocket => ({ address, port });
const fault = (...sockets: readonly ListeningSocket[]) => wrongListener(sockets);
const ports = (...all: readonly number[]) => ({ code: 'wrong-ports', facts: { ports: all } });
const address = (one: string) => ({ code: 'wrong-address', facts: { address: one } });

test('row 29: another port and a loopback address are wrong', () => {
  expect(fault(on('0.0.0.0', 3000))).toEqual(ports(3000));
  expect(fault(on('::', 9090), on('0.0.0.0', 3000), on('::', 3000))).toEqual(ports(3000, 9090));
  expect(fault(on('127.0.0.1', 8000))).toEqual(address('127.0.0.1:8000'));
  expect(fault(on('::1', 8000), on('0.0.0.0', 9090))).toEqual(address('[::1]:8000'));
});

test('row 29: nothing yet, the right one, a debugger and the name server of the engine are not', () => {
  expect(wrongListener(undefined)).toBeUndefined();
  expect(fault()).toBeUndefined();
  expect(fault(on('0.0.0.0', 9090), on('::', 8000))).toBeUndefined();
  for (const port of [9229, 5678, 2345]) expect(fault(on('0.0.0.0', port))).toBeUndefined();
  expect(fault(on('127.0.0.11', 41_913))).toBeUndefined();
});

test('row 33: the frames of HTTP/2 are told from other malformed answers', () => {
  const said = (text: string) => speaksOnlyHttp2({ kind: 'closed', detail: `malformed HTTP response ${text}` });
  expect([said('"\\x00\\x00\\x12\\x04"'), said('"hello"'), said('"\\x15\\x03"')]).toEqual([true, false, false]);
});

const refused: ProbeResult = { kind: 'refused', detail: 'connection refused' };

/**
 * How many seconds the wait takes, by a clock that each probe advances; `listening` are the sockets
 * at each second.
 */
async function secondsUntilGivenUp(listening: (second: number) => readonly ListeningSocket[]): Promise<number> {
  let now = 0;
  const diagnosis = { state: 'running', oomKilled: false, restarts: 0, log: [] };
  const diagnose = async (): Promise<Diagnosis> => ({ ...diagnosis, listening: listening(now / 1000) });
  const probe = async () => {
    now += 2_000;
    return refused;
  };
  const request = { function: 'a', containerId: 'c', upstream: 'u', timeoutMs: 30_000, answers: 2 } as const;
  const signal = new AbortController().signal;
  const tools = { link: { probe }, functions: { diagnose }, now: () => now, onWait: () => undefined, signal };
  await expect(waitUntilReady(request, tools)).rejects.toMatchObject({ code: 'not-ready' });
  return now / 1000;
}

test('row 29: a wrong listener ends the wait after 10 s, another one gets 10 s of its own, a debugger the deadline', async () => {
  const [metrics, other, debuggers] = await Promise.all([
    secondsUntilGivenUp(() => [on('::', 9090)]),
    secondsUntilGivenUp((second) => (second < 8 ? [on('::', 9090)] : [on('::', 9090), on('::', 3000)])),
    secondsUntilGivenUp(() => [on('0.0.0.0', 9229)]),
  ]);
  expect([metrics, other, debuggers]).toEqual([12, 18, 30]);
}, 30_000);
