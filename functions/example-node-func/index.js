// A function is an HTTP server on port 8000. This one uses Node's own http module.
import { createServer } from 'node:http';
import { hostname } from 'node:os';

const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  let received;
  try {
    received = JSON.parse(body);
  } catch {
    received = undefined;
  }
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(
    JSON.stringify({
      message: 'Hello from SmolFaaS Node.js function!',
      runtime: 'node',
      timestamp: new Date().toISOString(),
      hostname: hostname(),
      received,
    }),
  );
});

server.listen(8000, '0.0.0.0');
process.once('SIGTERM', () => server.close(() => process.exit(0)));
