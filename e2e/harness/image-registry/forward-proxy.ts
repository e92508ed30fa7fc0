/**
 * A forward proxy, as companies have one: whatever host is asked for, it leads to the registries of the room, so that names that no resolver can
 * look up are reached through it and in no other way.
 *
 *   client -> proxy   CONNECT host:port   Proxy-Authorization: Basic …   200, and a tunnel to the same port of the registries; 407 without the login
 *
 * It runs as `node -e` in the room of the second engine; each request is printed as a line.
 */

/** For `node -e`: arguments are the address to listen on and to lead to, the port, `user:password`. */
export const FORWARD_PROXY = `
const net = require('node:net');
const [address, port, login] = process.argv.slice(1);
const wanted = 'Basic ' + Buffer.from(login).toString('base64');
const proxy = require('node:http').createServer((_, response) => response.writeHead(400).end());
proxy.on('connect', ({ url, headers }, socket, head) => {
  socket.on('error', () => undefined);
  const right = headers['proxy-authorization'] === wanted;
  console.log(right ? 'CONNECT' : '407', url);
  if (!right) return socket.end('HTTP/1.1 407 Proxy Authentication Required\\r\\nProxy-Authenticate: Basic\\r\\n\\r\\n');
  const far = net.connect(Number(url.split(':').at(-1)), address, () => {
    socket.write('HTTP/1.1 200 Connection established\\r\\n\\r\\n');
    far.write(head);
    socket.pipe(far).pipe(socket);
  });
  far.on('error', () => socket.destroy());
});
proxy.listen(Number(port), address, () => console.log('listening'));
`;
