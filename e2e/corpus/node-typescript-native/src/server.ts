import { createServer, type Server } from 'node:http';

interface Answer {
  readonly sum: number;
}

const add = (...values: number[]): Answer => ({ sum: values.reduce((a, b) => a + b, 0) });

const server: Server = createServer((request, response) => {
  const numbers = new URL(request.url ?? '/', 'http://x').searchParams.getAll('n').map(Number);
  response.setHeader('content-type', 'application/json').end(JSON.stringify(add(...numbers)));
});
server.listen(8000);
