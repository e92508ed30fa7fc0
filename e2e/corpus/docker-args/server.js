const { VERSION, COMMIT } = process.env;

require('http')
  .createServer((req, res) => {
    res.setHeader('Content-Type', 'application/json');
    res.end(JSON.stringify({ VERSION, COMMIT, cwd: process.cwd() }));
  })
  .listen(8000);
