/**
 * What the server of a company's network runs: an HTTPS server of packages that wants a login, and a forward proxy that wants another one.
 *
 *   443    GET /hello                 for everybody
 *          GET any other file         for the logins in LOGINS, one `Authorization` header a line
 *   3128   CONNECT host:port          for PROXY_LOGIN (user:password): a tunnel to that host
 *
 * Each request is noted in /tmp/requests: `200 /path`, `401 /path`, `CONNECT host:port`, `407 host:port`. It runs on any Node.js, so it is plain
 * JavaScript, given to `node -e`. It waits for its certificate, which is made for its address, which it gets when it starts.
 */
export const PROGRAM = `
const fs = require('node:fs');
const net = require('node:net');
const note = (line) => fs.appendFileSync('/tmp/requests', line + '\\n');
const logins = process.env.LOGINS.split('\\n');
const serve = (request, response) => {
  const path = decodeURIComponent(request.url);
  const named = '/srv/files' + path.replace(/\\/$/, '');
  const file = fs.existsSync(named) && fs.statSync(named).isDirectory() ? named + '/index.html' : named;
  const open = path === '/hello' || logins.includes(request.headers.authorization);
  const status = !open ? 401 : fs.existsSync(file) ? 200 : 404;
  note(status + ' ' + request.url);
  response.writeHead(status, {
    ...(status === 401 ? { 'www-authenticate': 'Basic realm="company"' } : {}),
    'content-type': file.endsWith('.html') ? 'text/html' : 'application/octet-stream',
  });
  response.end(status === 200 ? fs.readFileSync(file) : '');
};
const proxy = require('node:http').createServer((_, response) => response.writeHead(400).end());
const wanted = 'Basic ' + Buffer.from(process.env.PROXY_LOGIN).toString('base64');
proxy.on('connect', ({ url, headers }, socket, head) => {
  socket.on('error', () => undefined);
  const right = headers['proxy-authorization'] === wanted;
  note((right ? 'CONNECT ' : '407 ') + url);
  if (!right) return socket.end('HTTP/1.1 407 Proxy Authentication Required\\r\\nProxy-Authenticate: Basic\\r\\n\\r\\n');
  const [host, port] = url.split(':');
  const far = net.connect(Number(port), host, () => {
    socket.write('HTTP/1.1 200 Connection established\\r\\n\\r\\n');
    far.write(head);
    socket.pipe(far).pipe(socket);
  });
  far.on('error', () => socket.destroy());
});
const waiting = setInterval(() => {
  if (!fs.existsSync('/srv/tls/ready')) return;
  clearInterval(waiting);
  const [key, cert] = ['/srv/tls/server-key.pem', '/srv/tls/server.pem'].map((path) => fs.readFileSync(path));
  proxy.listen(3128, () => {
    require('node:https').createServer({ key, cert }, serve).listen(443, () => fs.writeFileSync('/tmp/requests', ''));
  });
}, 50);
process.on('SIGTERM', () => process.exit(0));
`;
