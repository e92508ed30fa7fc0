const http = require('http');
const { addDays, formatISO } = require('date-fns');
const { nanoid } = require('nanoid');

http
  .createServer((req, res) => {
    const day = formatISO(addDays(new Date(2024, 1, 28), 2), { representation: 'date' });
    res.setHeader('Content-Type', 'application/json');
    res.end(JSON.stringify({ day, idLength: nanoid().length }));
  })
  .listen(process.env.PORT);
