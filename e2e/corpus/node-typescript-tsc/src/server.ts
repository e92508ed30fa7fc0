import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import ms from 'ms';
import { parseName } from './name.js';

function handle(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://localhost');
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ hello: parseName(url.searchParams), aDay: ms('1 day') }));
}

createServer(handle).listen(Number(process.env['PORT'] ?? 8000));
