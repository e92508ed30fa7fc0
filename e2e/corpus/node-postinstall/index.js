const client = require('./generated/client');

require('http')
  .createServer((req, res) => {
    res.setHeader('Content-Type', 'application/json');
    res.end(JSON.stringify(client));
  })
  .listen(8000);
