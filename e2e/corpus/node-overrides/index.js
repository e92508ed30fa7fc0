const { createRequire } = require('module');
const versionOf = (name, from = __filename) => createRequire(from)(`${name}/package.json`).version;

require('http')
  .createServer((req, res) => {
    const debug = versionOf('ms', require.resolve('debug'));
    res.setHeader('Content-Type', 'application/json');
    res.end(JSON.stringify({ debug, own: versionOf('milliseconds') }));
  })
  .listen(8000);
