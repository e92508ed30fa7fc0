/**
 * The same functions as a Docker Compose project: one service for each, built from the Dockerfile that one would write by hand.
 *
 *   <dir>/functions/<name>/    the function, the same files that SmolFaaS is given
 *   <dir>/dockerfiles/<kind>   beside them, so that they are no part of the source, as with SmolFaaS
 *   <dir>/secrets/<id>         certificates and registry settings of this host
 *   <dir>/compose.yaml         also what `docker buildx bake` builds from
 *
 * Containers get the limits that SmolFaaS gives them. Compose has no router and does not wait until a service answers, so it has
 * less to do than `smolfaas up`.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { dockerfileOf } from '../functions/dockerfiles.mjs';
import { engineJson, RUN_LABEL } from './engine.mjs';
import { proxyArguments, SECRETS, writeSecrets } from './host.mjs';
import { timed } from './run.mjs';

/**
 * How much Compose does at once: as many services as SmolFaaS has functions in hand (core's deploy-all.ts). By itself Compose sets no limit, and a
 * hundred builds that begin in one moment are more than an older engine's BuildKit keeps track of ("no such job").
 */
const AT_ONCE = 4 * (availableParallelism() + 1);

/** Makes the directory. `peers` comes from peers.mjs; `bases` are the images that SmolFaaS builds on, too. */
export async function createComposeProject({ dir, id, functions, bases, peers, endpoint, signal }) {
  await mkdir(join(dir, 'functions'), { recursive: true });
  await mkdir(join(dir, 'dockerfiles'), { recursive: true });
  await writeSecrets(join(dir, 'secrets'));
  for (const kind of new Set(functions.map((one) => one.kind))) {
    const text = dockerfileOf(kind, bases);
    if (text !== undefined) await writeFile(join(dir, 'dockerfiles', kind), text);
  }
  const services = Object.fromEntries(functions.map((one) => [one.name, service(id, one)]));
  const secrets = Object.fromEntries(SECRETS.map((name) => [name, { file: `./secrets/${name}` }]));
  const project = { name: `${id}-compose`, services, secrets, networks: { default: { name: `${id}-compose-net` } } };
  await writeFile(join(dir, 'compose.yaml'), JSON.stringify(project, undefined, 2)); // YAML is a superset of JSON
  const env = { ...peers.env, COMPOSE_PARALLEL_LIMIT: String(AT_ONCE) };
  const docker = (args, options) => timed('docker', args, { cwd: dir, env, signal, ...options });
  return {
    functionsDir: join(dir, 'functions'),
    run: (args, options) => docker(['compose', ...args], options),
    /** Builds one function, or all of them, as images of the engine; runs nothing. */
    build: ({ name, kind }) => docker(['buildx', 'build', ...buildArguments(id, name, kind)]),
    bake: () => docker(['buildx', 'bake', '--file', 'compose.yaml']),
    imageOf: async (name) => (await engineJson(endpoint, 'GET', `/containers/${id}-compose-${name}-1/json`)).Image,
  };
}

function buildArguments(id, name, kind) {
  const secrets = SECRETS.flatMap((secret) => ['--secret', `id=${secret},src=secrets/${secret}`]);
  const proxies = Object.entries(proxyArguments()).flatMap(([key, value]) => ['--build-arg', `${key}=${value}`]);
  const labels = ['--label', `${RUN_LABEL}=${id}`];
  const names = ['--tag', imageOf(id, name), '--file', join('dockerfiles', kind)];
  return [...names, ...labels, ...secrets, ...proxies, join('functions', name)];
}

const imageOf = (id, name) => `${id}-compose-${name}`;

function service(id, { name, kind }) {
  const own = kind === 'dockerfile';
  const build = {
    context: `./functions/${name}`,
    dockerfile: own ? 'Dockerfile' : `../../dockerfiles/${kind}`,
    labels: { [RUN_LABEL]: id },
    secrets: SECRETS,
    args: proxyArguments(),
  };
  return { image: imageOf(id, name), build, ...limits(own) };
}

/** As in core's container-spec.ts and engine-docker's create-body.ts. */
function limits(ownDockerfile) {
  const ours = { init: true, read_only: true, tmpfs: ['/tmp:rw,nosuid,nodev,exec,size=64m,mode=1777'] };
  return {
    ...(ownDockerfile ? {} : ours),
    environment: { PORT: '8000' },
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    mem_limit: '512m',
    memswap_limit: '512m',
    pids_limit: 256,
    restart: 'unless-stopped',
    logging: { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } },
  };
}
