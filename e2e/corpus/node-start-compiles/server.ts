import { createServer } from 'node:http';

enum Colour {
  Green = 'green',
}
createServer((_, response) => response.end(Colour.Green)).listen(8000);
