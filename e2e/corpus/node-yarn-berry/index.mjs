import { createServer } from 'node:http';
import { customAlphabet } from 'nanoid';

const onlyAs = customAlphabet('a', 8);

createServer((request, response) => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ id: onlyAs() }));
}).listen(8000);
