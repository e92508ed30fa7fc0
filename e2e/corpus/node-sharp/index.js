const http = require('node:http');
const sharp = require('sharp');

http
  .createServer(async (req, res) => {
    const width = Number(new URL(req.url, 'http://x').searchParams.get('width') ?? 8);
    const png = await sharp({ create: { width, height: 4, channels: 3, background: '#f00' } })
      .png()
      .toBuffer();
    const { format, height, ...meta } = await sharp(png).metadata();
    res.setHeader('Content-Type', 'application/json');
    res.end(JSON.stringify({ format, width: meta.width, height }));
  })
  .listen(8000);
