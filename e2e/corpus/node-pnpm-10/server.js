import { serve } from '@hono/node-server';
import { Hono } from 'hono';

const app = new Hono().basePath('/api');
app.get('/echo/:word', (c) => c.json({ word: c.req.param('word') }));
serve({ fetch: app.fetch, port: Number(process.env.PORT) });
