require('node:http').createServer((_, res) => res.end(require('ms')(1000, { long: true }))).listen(8000);
