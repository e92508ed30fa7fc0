require('http').createServer((req, res) => res.end('never')).listen(8000);
