import { createServer } from 'node:http';
import ms = require('ms');

const word: string = ms(2 * 60 * 1000, { long: true });
createServer((_, response) => response.end(word)).listen(8000);
