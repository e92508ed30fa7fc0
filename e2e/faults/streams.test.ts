/**
 * A function is replaced while clients have WebSockets and event streams open on it. `up` waits for
 * them as long as the drain timeout says and no longer; how they end is up to the function, which
 * hears SIGTERM in time to say goodbye (docs/http.md).
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EventStream, openEvents, openEvents2 } from '../harness/event-streams.js';
import { nodeScript } from '../harness/functions.js';
import { TestProject } from '../harness/project.js';
import { type OpenWebSocket, openWebSocket } from '../harness/websocket.js';

const DRAIN_SECONDS = 4;
/** What the engine needs to kill and remove three containers, and `up` to end. */
const ENGINE_MS = 3_000;
/** Close code 1006: the connection ended without a close frame. */
const NO_FRAME = undefined;
/** Code of RST_STREAM, RFC 9113 section 7. */
const INTERNAL_ERROR = 2;

/** Closes everything properly; the document shows it. */
const POLITE = String.raw`
// docs:start goodbye
process.on('SIGTERM', () => {
  for (const socket of sockets) socket.end(Buffer.from([0x88, 2, 0x03, 0xe9])); // close frame with code 1001, "going away"
  for (const response of events) response.end('data: bye\n\n');
  server.close();
});
// docs:end
`;

/** What each does at SIGTERM. */
const GOODBYES = { polite: POLITE, plain: '', stubborn: `process.on('SIGTERM', () => undefined);`, other: '' };
type Name = keyof typeof GOODBYES;
const REPLACED = ['polite', 'plain', 'stubborn'] as const;

/** A WebSocket that sends each short text frame back, an event stream, and a version. */
const script = (name: Name, version: string) => `
const sockets = new Set(), events = new Set();
const server = require('node:http').createServer((request, response) => {
  if (request.url !== '/events') return response.end('${version}');
  events.add(response);
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 0\\n\\n');
  const timer = setInterval(() => response.writableEnded || response.write('data: more\\n\\n'), 200);
  response.on('close', () => clearInterval(timer));
});
server.on('upgrade', (request, socket) => {
  const key = request.headers['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
  const accept = require('node:crypto').createHash('sha1').update(key).digest('base64');
  socket.write('HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Accept: ' + accept + '\\r\\n\\r\\n');
  sockets.add(socket);
  socket.on('error', () => undefined).on('data', (f) => socket.write(Buffer.concat([Buffer.from([0x81, f[1] & 127]), f.subarray(6)])));
});
server.listen(8000, '0.0.0.0');
${GOODBYES[name]}
`;

let project: TestProject;
let begun = 0;
const clock = () => Date.now() - begun;
const streams = new Map<string, { socket: OpenWebSocket; events: EventStream; events2: EventStream }>();

beforeAll(async () => {
  project = await TestProject.create();
  for (const name of [...REPLACED, 'other'] as const) await project.write(name, nodeScript(script(name, '1')));
  await project.expectRun(0, 'up');
  for (const name of [...REPLACED, 'other']) {
    streams.set(name, {
      socket: await openWebSocket(project.httpsPort, `/invoke/${name}/socket`, clock),
      events: await openEvents(project.httpsPort, `/invoke/${name}/events`, clock),
      events2: await openEvents2(project.httpsPort, `/invoke/${name}/events`, clock),
    });
  }
});
afterAll(async () => {
  for (const { socket, events, events2 } of streams.values())
    for (const one of [socket, events, events2]) one.destroy();
  await project.dispose();
});

/** How the three streams of a function ended, and when. */
async function ends(name: string) {
  const open = streams.get(name);
  if (open === undefined) throw new Error(name);
  const [socket, events, events2] = await Promise.all([open.socket.ended, open.events.ended, open.events2.ended]);
  const at = [socket.ms, events.ms, events2.ms];
  return {
    code: socket.code,
    complete: [events.complete, events2.complete],
    reset: events2.code,
    first: Math.min(...at),
    last: Math.max(...at),
  };
}

/** Until requests reach the new generation. */
async function switched(): Promise<void> {
  while ((await project.call('/invoke/stubborn')).body !== '2') await sleep(50);
}

describe('row 51: functions with open streams are replaced', () => {
  it('up ends with the drain timeout, though one of them ignores SIGTERM', async () => {
    for (const name of REPLACED) await project.write(name, nodeScript(script(name, '2')));
    project.env = { SMOLFAAS_DRAIN_TIMEOUT: String(DRAIN_SECONDS) };
    const up = project.expectRun(0, 'up');
    await switched();
    begun = Date.now();
    await up;
    const ms = clock();
    expect(ms).toBeGreaterThan(DRAIN_SECONDS * 1000 - 1_500);
    expect(ms).toBeLessThan(DRAIN_SECONDS * 1000 + ENGINE_MS);
  });

  it('one that answers SIGTERM closes its WebSockets with 1001 and completes its event streams', async () => {
    const { code, complete, first } = await ends('polite');
    expect({ code, complete }).toEqual({ code: 1001, complete: [true, true] });
    expect(streams.get('polite')?.events.text()).toMatch(/bye\n\n$/);
    expect(streams.get('polite')?.events2.text()).toMatch(/bye\n\n$/);
    expect(first).toBeGreaterThan(1_000); // not before half of the time
  });

  it.each(['plain', 'stubborn'])(
    'the streams of one that does not (%s) end without a close frame, cut off',
    async (name) => {
      const { code, complete, reset, last } = await ends(name);
      expect({ code, complete, reset }).toEqual({ code: NO_FRAME, complete: [false, false], reset: INTERNAL_ERROR });
      expect(last).toBeLessThan(DRAIN_SECONDS * 1000 + ENGINE_MS);
    },
  );

  it('those of another function go on', async () => {
    const other = streams.get('other');
    const before = other?.events.text().length ?? 0;
    other?.socket.send('still');
    await expect.poll(() => other?.socket.words).toEqual(['still']);
    await expect.poll(() => other?.events.text().length).toBeGreaterThan(before);
  });

  it('0 ends them at once', async () => {
    const socket = await openWebSocket(project.httpsPort, '/invoke/stubborn/socket', clock);
    await project.write('stubborn', nodeScript(script('stubborn', '3')));
    await project.expectRun(0, 'up', '--drain-timeout', '0');
    expect((await socket.ended).code).toBe(NO_FRAME);
  });
});
