require('http').createServer((req, res) => res.end(String(require('ms')('fortnight')))).listen(8000);
