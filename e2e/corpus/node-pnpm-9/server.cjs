const { createServer } = require('node:http');
const cookie = require('cookie');

createServer((req, res) => {
  const { visits = '0' } = cookie.parse(req.headers.cookie ?? '');
  res.setHeader('Set-Cookie', cookie.serialize('visits', String(Number(visits) + 1), { httpOnly: true }));
  res.setHeader('Content-Type', 'application/json');
  res.end(JSON.stringify({ visits: Number(visits) }));
}).listen(8000);
