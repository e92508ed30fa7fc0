import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { basicAuth } from 'hono/basic-auth';

const app = new Hono();

app.get('/', (c) => c.text('Hello Hono!'));
app.get('/users/:name', (c) => c.json({ name: c.req.param('name'), admin: c.req.query('admin') === '1' }));
app.use('/private/*', basicAuth({ username: 'hono', password: 'acoolproject' }));
app.get('/private/page', (c) => c.text('You are authorized'));

serve({ fetch: app.fetch, port: 8000 });
