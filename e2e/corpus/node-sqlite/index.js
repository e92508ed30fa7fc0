const http = require('http');
const Database = require('better-sqlite3');

const db = new Database(process.env.DB_FILE || '/tmp/notes.db');
db.exec('CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)');

http
  .createServer((req, res) => {
    let body = '';
    req.on('data', (chunk) => (body += chunk));
    req.on('end', () => {
      if (req.method === 'POST') db.prepare('INSERT INTO notes (text) VALUES (?)').run(JSON.parse(body).text);
      res.setHeader('Content-Type', 'application/json');
      res.end(JSON.stringify({ notes: db.prepare('SELECT text FROM notes ORDER BY id').pluck().all() }));
    });
  })
  .listen(8000);
