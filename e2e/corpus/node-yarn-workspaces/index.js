const { shout } = require('@libs/words');

require('http').createServer((req, res) => res.end(shout(decodeURI(req.url.slice(1))))).listen(8000);
