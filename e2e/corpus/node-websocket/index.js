const { createServer } = require('http');
const { WebSocketServer } = require('ws');

const server = createServer((req, res) => res.end('speak WebSocket'));
const sockets = new WebSocketServer({ server, path: '/chat' });

sockets.on('connection', (socket) => socket.on('message', (data) => socket.send(`you said ${data}`)));
server.listen(process.env.PORT);
