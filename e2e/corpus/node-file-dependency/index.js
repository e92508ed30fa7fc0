const { line } = require('@local/log');

require('http').createServer((req, res) => res.end(line(req.url))).listen(8000);
