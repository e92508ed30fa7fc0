require('http').createServer((req, res) => res.end(String(require('ms')('1d')))).listen(8000);
