const { week } = require('@pkg/time');

require('http')
  .createServer((req, res) => {
    res.setHeader('Content-Type', 'application/json');
    res.end(JSON.stringify({ week }));
  })
  .listen(8000);
