const express = require('express');

const app = express();
const port = process.env.PORT || 3000;
const todos = [{ id: 1, title: 'Buy milk' }];

app.use(express.json());

app.get('/', (req, res) => res.json({ todos: todos.length }));

app.get('/todos/:id', (req, res) => {
  const todo = todos.find(({ id }) => id === Number(req.params.id));
  if (!todo) return res.status(404).json({ error: 'not found' });
  res.json(todo);
});

app.get('/tasks/:id', (req, res) => res.redirect(301, `/todos/${req.params.id}`));

app.post('/todos', (req, res) => {
  const { title } = req.body;
  if (!title) return res.status(400).json({ error: 'title is required' });
  res.status(201).json({ id: 2, title });
});

app.listen(port, () => console.log(`listening on ${port}`));
