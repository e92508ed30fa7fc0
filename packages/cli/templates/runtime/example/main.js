const { createServer } = require('node:http');
const ms = require('ms');

const server = createServer((_, response) => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ message: 'Hello from SmolFaaS!', runtime: 'hello', dayInMs: ms('1d') }));
});

server.listen(8000, '0.0.0.0');
process.on('SIGTERM', () => server.close());
