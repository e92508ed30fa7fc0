/**
 * A SmolFaaS project of a benchmark: functions in a temporary directory, names and ports of its own, driven through the built CLI
 * as a user would.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { timed } from './run.mjs';

export const CLI = fileURLToPath(new URL('../../packages/cli/bin/run.js', import.meta.url));

/** Makes the directory. `id` begins the name of everything; `run(…)` gives what `timed` gives. */
export async function createProject(dir, id, signal) {
  await mkdir(join(dir, 'functions'), { recursive: true });
  const [httpPort, httpsPort] = [await freePort(), await freePort()];
  const env = {
    ...withoutSettings(process.env),
    SMOLFAAS_NETWORK: `${id}-net`,
    SMOLFAAS_CADDY_NAME: `${id}-router`,
    SMOLFAAS_BUILDKIT_NAME: `${id}-buildkitd`,
    SMOLFAAS_IMAGE_PREFIX: `${id}-fn`,
    SMOLFAAS_HTTP_PORT: String(httpPort),
    SMOLFAAS_HTTPS_PORT: String(httpsPort),
    XDG_STATE_HOME: join(dir, 'state'),
  };
  return {
    httpsPort,
    functionsDir: join(dir, 'functions'),
    run: (...args) => timed(process.execPath, [CLI, ...args], { cwd: dir, env, signal }),
    answerOf: (fn) => answer(httpsPort, `/invoke/${fn}`),
  };
}

/** Settings of the shell that runs the benchmark would change what is measured. */
function withoutSettings(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('SMOLFAAS_')));
}

/** Writes one function: a bare HTTP server that answers its version. It ends at once when it is told to, so stopping costs nobody 10 s. */
export async function writeFunction(parent, name, version) {
  await mkdir(join(parent, name), { recursive: true });
  await writeFile(join(parent, name, 'package.json'), `{"name":"${name}","private":true}\n`);
  await writeFile(join(parent, name, 'index.js'), source(version));
}

const source = (version) => `const { createServer } = require('node:http');
const server = createServer((request, response) => response.end('${version}'));
server.listen(8000, '0.0.0.0');
process.on('SIGTERM', () => process.exit(0));
`;

async function answer(port, path) {
  const headers = { host: 'fn.localhost' };
  const options = { host: '127.0.0.1', port, path, headers, servername: 'fn.localhost', rejectUnauthorized: false };
  const call = request({ ...options, agent: false, timeout: 10_000 }).end();
  const [response] = await once(call, 'response');
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) body += chunk;
  return body;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
