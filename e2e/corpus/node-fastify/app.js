import Fastify from 'fastify';

const fastify = Fastify({ logger: true });

const schema = {
  body: { type: 'object', required: ['name'], properties: { name: { type: 'string', minLength: 1 } } },
};

fastify.get('/', async () => ({ status: 'ok' }));
fastify.post('/greet', { schema }, async (request) => ({ greeting: `Hello, ${request.body.name}!` }));

await fastify.listen({ port: Number(process.env.PORT ?? 3000), host: '0.0.0.0' });
