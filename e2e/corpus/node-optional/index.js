const present = (name) => {
  try {
    require(name);
    return true;
  } catch {
    return false;
  }
};

require('http')
  .createServer((req, res) => {
    res.setHeader('Content-Type', 'application/json');
    res.end(JSON.stringify({ kleur: present('kleur'), fsevents: present('fsevents') }));
  })
  .listen(8000);
