import { createServer } from 'node:http';
import config from '#config' with { type: 'json' };

const { default: legacy } = await import('./legacy.cjs');

createServer((request, response) => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ ...config, legacy: legacy(2) }));
}).listen(8000);
