const routes = require('./routes');

require('http')
  .createServer((req, res) => {
    res.setHeader('Content-Type', 'application/json');
    res.end(JSON.stringify(routes(req.url)));
  })
  .listen(8000, '0.0.0.0');
