const { readFileSync } = require('fs');
const seed = JSON.parse(readFileSync(process.argv[3], 'utf8'));

require('http')
  .createServer((req, res) => {
    res.setHeader('Content-Type', 'application/json');
    res.end(JSON.stringify(seed));
  })
  .listen(8000);
