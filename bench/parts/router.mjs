/**
 * Requests through the router beside a Caddyfile that one would write by hand: the same Caddy image, network and function, HTTPS with
 * Caddy's own certificate on both, in turn.
 *
 * The function is the last of twenty in both configurations, and in Go, so that as much of the processors as possible is the router's.
 * The load comes from `wrk` over kept connections, to loopback only. What the Caddyfile does not do: refuse ambiguous paths, drop
 * forwarding headers that the client claims, switch to another container without a reload.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { mix } from '../functions/mix.mjs';
import { writeFunctions } from '../functions/write.mjs';
import { engineJson, processorTimeOf } from '../kit/engine.mjs';
import { inTurn } from '../kit/in-turn.mjs';
import { providePrograms } from '../kit/programs.mjs';
import { timed } from '../kit/run.mjs';
import { chosenBases } from '../kit/runtimes.mjs';
import { answer, createProject, freePort } from '../kit/smolfaas.mjs';
import { summary } from '../kit/stats.mjs';
import { readWrk } from './router/wrk.mjs';

const FUNCTIONS = 20;
const ROUNDS = 9;
const SECONDS = 4;
const CONNECTIONS = 16;
/** With this name wrk sends the right SNI, and every machine resolves it. */
const ADDR = 'localhost';
const STARTING_MS = 10_000;

export async function measureRouter({ dir, id, endpoint, quick, signal, say }) {
  await providePrograms(['wrk']);
  const bases = await chosenBases(endpoint);
  const project = await createProject({ dir, id: `${id}h`, signal, addr: ADDR });
  const functions = mix(FUNCTIONS).map(({ name }, at) => ({ name, kind: at === FUNCTIONS - 1 ? 'go' : 'node' }));
  await writeFunctions(project.functionsDir, functions, { version: id, dependency: id, bases });
  say(`router: bringing ${FUNCTIONS} functions up`);
  await project.run(['up']);
  const port = await startPlainCaddy({ dir, id, endpoint, signal, project, functions });

  const rounds = quick ? 3 : ROUNDS;
  const seconds = quick ? 2 : SECONDS;
  say(`router under load, ${rounds} rounds of ${seconds} s`);
  const path = `/invoke/${functions.at(-1).name}/`;
  const load = (httpsPort, container) => async () => {
    const target = `https://${ADDR}:${httpsPort}${path}`;
    const args = ['-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, '--latency', target];
    const before = await processorTimeOf(endpoint, container);
    const result = readWrk((await timed('wrk', args, { cwd: dir, signal })).stdout);
    return { ...result, processor: ((await processorTimeOf(endpoint, container)) - before) / result.requests };
  };
  const both = [load(project.httpsPort, project.names.router), load(port, plainName(id))];
  for (const warm of both) await warm();
  const [ours, plain] = await inTurn(rounds, both);
  const row = (measure, what, unit, key) => ({
    id: `router/${measure}`,
    what,
    unit,
    ours: { name: 'smolfaas', ...summary(ours.map((one) => one[key])) },
    peer: { name: 'plain Caddyfile', ...summary(plain.map((one) => one[key])) },
  });
  return [
    row('throughput', `requests through the router, ${CONNECTIONS} connections`, 'requests/s', 'perSecond'),
    row('p99', 'p99 of these requests', 'ms', 'p99'),
    row('processor', "the router's processor time for each of them", 'µs', 'processor'),
  ];
}

const plainName = (id) => `${id}-plain`;

/** Starts the peer beside the functions and waits until it answers; gives its port. */
async function startPlainCaddy({ dir, id, endpoint, signal, project, functions }) {
  const { network, router, prefix } = project.names;
  const { Config } = await engineJson(endpoint, 'GET', `/containers/${router}/json`);
  const file = join(dir, 'Caddyfile');
  await writeFile(file, caddyfile(functions, prefix));
  const port = await freePort();
  const options = ['--detach', '--name', plainName(id), '--network', network, '--publish', `127.0.0.1:${port}:443`];
  const command = ['caddy', 'run', '--config', '/etc/caddy/Caddyfile'];
  const args = ['run', ...options, '--volume', `${file}:/etc/caddy/Caddyfile:ro`, Config.Image, ...command];
  await timed('docker', args, { cwd: dir, signal });
  const path = `/invoke/${functions.at(-1).name}/`;
  for (const begin = Date.now(); ; await sleep(100, undefined, { signal })) {
    const body = await answer({ port, addr: ADDR, path }).catch((error) => error);
    if (body === id) return port;
    if (Date.now() - begin > STARTING_MS) throw new Error(`the plain Caddyfile does not serve: ${body}`);
  }
}

const caddyfile = (functions, prefix) => `{
	admin off
	auto_https disable_redirects
	skip_install_trust
}

https://${ADDR} {
	tls internal
${functions.map(({ name }) => `	handle_path /invoke/${name}/* {\n		reverse_proxy ${prefix}-${name}:8000\n	}\n`).join('')}	respond /health OK
	respond 404
}
`;
