/**
 * The lines about an answer besides its body, the document of `--json`, and the exit code: 0 below
 * status 400, 1 from 400 on. An answer that never came is an error with exit code 3.
 */
import { STATUS_CODES } from 'node:http';
import { safe } from '../text/safe.js';
import { size } from '../text/size.js';
import type { InvokeRequest } from './request.js';

/** Milliseconds. */
export interface Timing {
  readonly dnsMs: number;
  readonly connectMs: number;
  readonly tlsMs: number;
  /** From the request to the first byte of the answer. */
  readonly firstByteMs: number;
  /** The whole call, up to the last byte of the body. */
  readonly totalMs: number;
}

/** A finished call. */
export interface InvokeOutcome {
  readonly url: string;
  readonly method: string;
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly bytes: number;
  readonly timing: Timing;
}

export const exitOf = (status: number): number => (status < 400 ? 0 : 1);

/** A longer line loses the name of its status, so that it does not wrap; `OK` is too short to help. */
const LINE = 79;

/** `HTTP 200 OK, 123 B, 12.4 ms: connect 0.3, TLS 4.1, first byte 6.0, rest 2.0` */
export function statusLine({ status, bytes, timing }: InvokeOutcome): string {
  const { dnsMs, connectMs, tlsMs, firstByteMs, totalMs } = timing;
  const rest = Math.max(0, totalMs - dnsMs - connectMs - tlsMs - firstByteMs);
  const phases = [
    ...(dnsMs > 0 ? [`DNS ${tenths(dnsMs)}`] : []),
    `connect ${tenths(connectMs)}`,
    `TLS ${tenths(tlsMs)}`,
    `first byte ${tenths(firstByteMs)}`,
    `rest ${tenths(rest)}`,
  ];
  const what = `${size(bytes)}, ${tenths(totalMs)} ms: ${phases.join(', ')}`;
  const line = `HTTP ${named(status)}, ${what}`;
  return status === 200 || line.length <= LINE ? line : `HTTP ${status}, ${what}`;
}

/** `HTTP/1.1 200 OK` and the headers, as `--include` prints them in front of the body. */
export function headText(status: number, headers: InvokeOutcome['headers']): string {
  return [`HTTP/1.1 ${named(status)}`, ...headers.map(([name, value]) => `${safe(name)}: ${safe(value)}`), '', ''].join(
    '\n',
  );
}

/** `POST /a (the first sample of its requests.json)`; undefined for a request that the user wrote. */
export function sampleLine({ method, path, isSample }: InvokeRequest): string | undefined {
  return isSample === true ? `${method} ${safe(path)} (the first sample of its requests.json)` : undefined;
}

/** Headers with the same name are one list; times are in milliseconds with three decimals. */
export function outcomeJson({ headers, timing, ...outcome }: InvokeOutcome, body: object): object {
  const grouped: Record<string, string[]> = {};
  for (const [name, value] of headers) (grouped[name.toLowerCase()] ??= []).push(value);
  const times = Object.entries(timing).map(([phase, ms]: [string, number]) => [phase, Math.round(ms * 1000) / 1000]);
  return { ...outcome, timing: Object.fromEntries(times), headers: grouped, ...body };
}

const named = (status: number): string => [status, STATUS_CODES[status]].filter((part) => part !== undefined).join(' ');

const tenths = (ms: number): string => ms.toFixed(1);
