const bcrypt = require('bcrypt');
const { createServer } = require('node:http');

const hash = bcrypt.hashSync('correct horse', 4);

createServer(async (req, res) => {
  const password = decodeURIComponent(req.url.slice(1));
  const valid = await bcrypt.compare(password, hash);
  res.writeHead(valid ? 200 : 403, { 'Content-Type': 'application/json' }).end(JSON.stringify({ valid }));
}).listen(8000);
