const { existsSync } = require('node:fs');
const { odd } = require('./node_modules/.client');
const ms = require('ms');
const words = require('words');

const [cache, tool] = ['.cache', 'is-odd'].map((name) => existsSync(`node_modules/${name}`));
require('node:http')
  .createServer((request, response) => response.end(JSON.stringify({ words, odd, ms: ms('1s'), cache, tool })))
  .listen(8000);
