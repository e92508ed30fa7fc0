const http = require('http');

http
  .createServer((req, res) => {
    res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' });
    let left = 3;
    const timer = setInterval(() => {
      res.write(`id: ${left}\ndata: {"left":${left}}\n\n`);
      if (--left === 0) {
        clearInterval(timer);
        res.end();
      }
    }, 50);
    req.on('close', () => clearInterval(timer));
  })
  .listen(8000);
