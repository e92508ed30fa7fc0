import { createServer } from 'node:http';
import { z } from 'zod';

const Order = z.object({ item: z.string().min(1), amount: z.number().int().positive() });

createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const parsed = Order.safeParse(body === '' ? {} : JSON.parse(body));
  response.writeHead(parsed.success ? 200 : 422, { 'content-type': 'application/json' });
  response.end(JSON.stringify(parsed.success ? { ordered: parsed.data } : { problems: parsed.error.issues.length }));
}).listen(8000, '0.0.0.0');
