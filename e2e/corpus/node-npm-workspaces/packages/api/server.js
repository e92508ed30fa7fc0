const { gross } = require('@shop/prices');

require('http')
  .createServer((req, res) => {
    res.setHeader('Content-Type', 'application/json');
    res.end(JSON.stringify({ gross: gross(100) }));
  })
  .listen(8000);
