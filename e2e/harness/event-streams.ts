/**
 * Server-sent events through the router, kept until the other side ends them; over HTTP/1.1 and
 * over HTTP/2.
 */
import { connect } from 'node:http2';
import { request } from 'node:https';

/** How an event stream ended: `complete` with its last chunk or END_STREAM, else cut off. */
export interface StreamEnd {
  readonly complete: boolean;
  /** Over HTTP/2: the code of RST_STREAM. */
  readonly code?: number;
  readonly ms: number;
}

export interface EventStream {
  /** What came so far. */
  text(): string;
  readonly ended: Promise<StreamEnd>;
  destroy(): void;
}

/** Opens a stream over HTTP/1.1 and waits for its head; `ms` of its end counts from `clock`. */
export function openEvents(
  port: number,
  path: string,
  clock: () => number,
  host = 'fn.localhost',
): Promise<EventStream> {
  const options = { host: '127.0.0.1', port, path, headers: { host }, servername: host, rejectUnauthorized: false };
  return new Promise((resolve, reject) => {
    const sent = request({ ...options, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('error', () => undefined);
      const ended = new Promise<StreamEnd>((done) => {
        response.once('close', () => done({ complete: response.complete, ms: clock() }));
      });
      resolve({ text: () => text, ended, destroy: () => void sent.destroy() });
    });
    sent.once('error', reject).end();
  });
}

/** The same over HTTP/2. */
export function openEvents2(port: number, path: string, clock: () => number): Promise<EventStream> {
  const session = connect(`https://127.0.0.1:${port}`, { servername: 'fn.localhost', rejectUnauthorized: false });
  const stream = session.request({ ':path': path, ':authority': 'fn.localhost' });
  return new Promise((resolve, reject) => {
    session.once('error', reject);
    let text = '';
    let complete = false;
    stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    stream.once('end', () => (complete = true)).on('error', () => undefined);
    const ended = new Promise<StreamEnd>((done) => {
      stream.once('close', () => {
        const code = stream.rstCode ?? 0;
        done({ complete: complete && code === 0, code, ms: clock() });
        session.close();
      });
    });
    stream.once('response', () => resolve({ text: () => text, ended, destroy: () => session.destroy() }));
  });
}
