import { createServer } from 'node:http';
import { hash, verify } from '@node-rs/argon2';

const options = { memoryCost: 8192, timeCost: 1 };

createServer(async (_, response) => {
  const hashed = await hash('secret', options);
  const result = { scheme: hashed.split('$')[1], right: await verify(hashed, 'secret'), wrong: await verify(hashed, 'x') };
  response.setHeader('content-type', 'application/json').end(JSON.stringify(result));
}).listen(8000);
