import ms from 'ms';

Deno.serve({ hostname: '0.0.0.0', port: 8000 }, () =>
  Response.json({ message: 'Hello from SmolFaaS Deno function!', runtime: 'deno', dayInMs: ms('1d') }),
);
