require('http').createServer((req, res) => res.end(require('kleur').red('never'))).listen(8000);
