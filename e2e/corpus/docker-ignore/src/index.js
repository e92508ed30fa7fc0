const { readdirSync } = require('fs');

require('http')
  .createServer((req, res) => {
    res.setHeader('Content-Type', 'application/json');
    res.end(JSON.stringify({ files: readdirSync('.').sort(), src: readdirSync('src') }));
  })
  .listen(8000);
process.on('SIGINT', () => process.exit(0));
