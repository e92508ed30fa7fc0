/**
 * A SmolFaaS project of a benchmark: functions in a temporary directory, names and ports of its own, driven through the built CLI
 * as a user would.
 */
import { mkdir } from 'node:fs/promises';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { timed } from './run.mjs';

export const CLI = fileURLToPath(new URL('../../packages/cli/bin/run.js', import.meta.url));

/** Makes the directory. `id` begins the name of everything; `run([…], options)` gives what `timed` gives. */
export async function createProject({ dir, id, signal, addr = 'fn.localhost' }) {
  await mkdir(join(dir, 'functions'), { recursive: true });
  const [httpPort, httpsPort] = [await freePort(), await freePort()];
  const names = { network: `${id}-net`, router: `${id}-router`, prefix: `${id}-fn` };
  const env = {
    ...withoutSettings(process.env),
    SMOLFAAS_ADDR: addr,
    SMOLFAAS_NETWORK: names.network,
    SMOLFAAS_CADDY_NAME: names.router,
    SMOLFAAS_BUILDKIT_NAME: `${id}-buildkitd`,
    SMOLFAAS_IMAGE_PREFIX: names.prefix,
    SMOLFAAS_HTTP_PORT: String(httpPort),
    SMOLFAAS_HTTPS_PORT: String(httpsPort),
    XDG_STATE_HOME: join(dir, 'state'),
  };
  return {
    names,
    httpsPort,
    functionsDir: join(dir, 'functions'),
    run: (args, options) => timed(process.execPath, [CLI, ...args], { cwd: dir, env, signal, ...options }),
    answerOf: (fn) => answer({ port: httpsPort, addr, path: `/invoke/${fn}` }),
  };
}

/** Settings of the shell that runs the benchmark would change what is measured. */
function withoutSettings(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('SMOLFAAS_')));
}

/** The body of an answer of the router on this port. */
export async function answer({ port, addr, path }) {
  const options = { host: '127.0.0.1', port, path, headers: { host: addr }, servername: addr };
  const call = request({ ...options, rejectUnauthorized: false, agent: false, timeout: 10_000 });
  call.once('timeout', () => call.destroy(new Error(`${path} on port ${port} did not answer in 10 s`)));
  call.end();
  const [response] = await once(call, 'response');
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) body += chunk;
  return body;
}

/** A port of loopback that is free now. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
