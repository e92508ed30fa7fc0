const Koa = require('koa');

const app = new Koa();

app.use(async (ctx, next) => {
  const started = Date.now();
  await next();
  ctx.set('X-Response-Time', `${Date.now() - started}ms`);
});

app.use(async (ctx) => {
  ctx.body = { method: ctx.method, path: ctx.path };
});

app.listen(8000);
