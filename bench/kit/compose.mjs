/**
 * The same functions as a Docker Compose project: one service for each, built from the Dockerfile that one would write by hand.
 *
 * Compose has no router and does not wait until a service answers, so it has less to do than `smolfaas up`.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { engineJson, RUN_LABEL } from './engine.mjs';
import { timed } from './run.mjs';

const dockerfile = (base) => `FROM ${base}
WORKDIR /app
COPY . .
USER 65532:65532
CMD ["node", "index.js"]
`;

/** Makes the directory. `peers` comes from peers.mjs; `base` is the image that SmolFaaS builds on, too. */
export async function createComposeProject({ dir, id, names, base, peers, endpoint, signal }) {
  const services = Object.fromEntries(names.map((name) => [name, service(id, name)]));
  const project = { name: `${id}-compose`, services, networks: { default: { name: `${id}-compose-net` } } };
  for (const name of names) {
    await mkdir(join(dir, name), { recursive: true });
    await writeFile(join(dir, name, 'Dockerfile'), dockerfile(base));
  }
  await writeFile(join(dir, 'compose.yaml'), JSON.stringify(project, undefined, 2)); // YAML is a superset of JSON
  return {
    functionsDir: dir,
    run: (...args) => timed('docker', ['compose', ...args], { cwd: dir, env: peers.env, signal }),
    imageOf: async (name) => (await engineJson(endpoint, 'GET', `/containers/${id}-compose-${name}-1/json`)).Image,
  };
}

function service(id, name) {
  return { image: `${id}-compose-${name}`, build: { context: `./${name}`, labels: { [RUN_LABEL]: id } } };
}
