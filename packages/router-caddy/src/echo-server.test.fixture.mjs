/**
 * The function behind the router in these tests: it reports what arrived. Runs in a container with
 * `node -e`, without dependencies.
 *
 *   any path      200 {name, method, target (raw), headers, body}
 *   /sse          three events, 100 ms apart, then open until the client leaves
 *   /slow?ms=N    responds after N ms
 *   /502          a 502 of its own
 *   /point?to=X   status `status`, with X in Location, Content-Location and Refresh
 *   /hang         never responds
 *   /aborts       how many clients left /hang or /sse before the end
 *   Upgrade       a WebSocket that sends each short text frame back
 */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';

let aborts = 0;

const server = createServer(async (req, res) => {
  const chunks = [];
  for await (const chunk of req) chunks.push(chunk);
  const url = new URL(req.url.replace(/^\/+/, '/'), 'http://x');
  const special = SPECIAL[url.pathname];
  if (special) special(res);
  else if (url.pathname === '/point') point(res, url.searchParams);
  else if (url.pathname === '/slow') setTimeout(() => echo(req, res, chunks), Number(url.searchParams.get('ms')));
  else echo(req, res, chunks);
});

const SPECIAL = {
  '/hang': (res) => res.on('close', () => aborts++),
  '/aborts': (res) => res.end(String(aborts)),
  '/502': (res) => res.writeHead(502).end('mine'),
  '/sse': (res) => stream(res.on('close', () => aborts++)),
};

function echo({ method, url: target, headers }, res, chunks) {
  res.setHeader('content-type', 'application/json');
  res.end(JSON.stringify({ name: process.env.NAME, method, target, headers, body: Buffer.concat(chunks).toString() }));
}

function point(res, query) {
  const to = query.get('to');
  const headers = { location: to, 'content-location': to, refresh: `0; url=${to}`, 'set-cookie': 'a=b; Path=/' };
  res.writeHead(Number(query.get('status')), headers).write('begun');
  setTimeout(() => res.end(' and ended'), 10);
}

function stream(res) {
  res.writeHead(200, { 'content-type': 'text/event-stream' });
  let n = 0;
  const timer = setInterval(() => res.write(`data: ${++n}\n\n`), 100);
  res.on('close', () => clearInterval(timer));
}

server.on('upgrade', (req, socket) => {
  const accept = createHash('sha1')
    .update(`${req.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  socket.on('data', (frame) => {
    const length = frame[1] & 127;
    const mask = frame.subarray(2, 6);
    const text = frame.subarray(6, 6 + length).map((byte, i) => byte ^ mask[i % 4]);
    socket.write(Buffer.concat([Buffer.from([0x81, length]), text]));
  });
  socket.on('error', () => socket.destroy());
});

process.on('SIGTERM', () => process.exit(0));
server.listen(8000, '0.0.0.0');
