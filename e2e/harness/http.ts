/**
 * HTTP as a client of the router: dials 127.0.0.1 with the router's host name as Host and server name, since names like
 * `fn.localhost` resolve in curl and browsers but not in Node. Certificates come from Caddy's own CA and are not checked here.
 */
import { type IncomingHttpHeaders, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect as connectTls } from 'node:tls';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Call {
  readonly method?: string;
  /** Sent as it is. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly host?: string;
  /** The address to dial, this machine's loopback unless said. */
  readonly at?: string;
  readonly timeoutMs?: number;
}

/** One request to the HTTPS port. */
export function callHttps(port: number, call: Call): Promise<Answer> {
  const host = call.host ?? 'fn.localhost';
  return finish(
    httpsRequest({
      ...common(port, call),
      headers: { host, ...call.headers },
      servername: host,
      rejectUnauthorized: false,
      agent: false,
    }),
    call,
  );
}

/** One request to the HTTP port, which redirects. */
export function callHttp(port: number, call: Call): Promise<Answer> {
  return finish(
    httpRequest({
      ...common(port, call),
      headers: { host: call.host ?? 'fn.localhost', ...call.headers },
      agent: false,
    }),
    call,
  );
}

function common(port: number, call: Call) {
  return {
    host: call.at ?? '127.0.0.1',
    port,
    method: call.method ?? 'GET',
    path: call.path,
    timeout: call.timeoutMs ?? 10_000,
  };
}

function finish(request: ReturnType<typeof httpRequest>, call: Call): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request.once('error', reject);
    request.once('timeout', () => request.destroy(new Error(`no answer to ${call.path}`)));
    request.once('response', (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      response.once('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      response.once('error', reject);
    });
    request.end(call.body);
  });
}

/** A request whose target is sent to the letter, which Node's own client would refuse or clean. */
export function rawHttps(
  port: number,
  target: string,
  host = 'fn.localhost',
): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({
      host: '127.0.0.1',
      port,
      servername: host,
      rejectUnauthorized: false,
      ALPNProtocols: ['http/1.1'],
    });
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    socket.once('error', reject);
    socket.once('end', () => {
      const [head = '', ...rest] = text.split('\r\n\r\n');
      resolve({
        status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1] ?? 0),
        body: unchunked(head, rest.join('\r\n\r\n')),
      });
    });
    socket.write(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  });
}

function unchunked(head: string, body: string): string {
  return /transfer-encoding: chunked/i.test(head) ? body.replace(/(^|\r\n)[0-9a-f]+\r\n/gi, '') : body;
}
