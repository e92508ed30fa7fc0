require('http').createServer((q, r) => r.end(String(require('ms')('1s')))).listen(8000);
