/**
 * Keeps the results of a whole run: bench/results/latest.json for programs, docs/figures.md for people.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { engineJson } from './engine.mjs';
import { ratioOf, tables } from './report.mjs';

const RESULTS = new URL('../results/', import.meta.url);
const FIGURES = new URL('../../docs/figures.md', import.meta.url);

/** The machine in one line: enough to judge the figures by. */
export async function describeMachine(endpoint) {
  const { OperatingSystem } = await engineJson(endpoint, 'GET', '/info');
  const { Version } = await engineJson(endpoint, 'GET', '/version');
  const os = OperatingSystem.replace(/^Debian GNU\/Linux (\d+).*$/, 'Debian $1');
  const engine = Version.replace(/\+.*$/, '');
  return `${cpus().length} cores, ${os}, Docker Engine ${engine}, Node ${process.versions.node.split('.')[0]}`;
}

export async function writeResults({ machine, load, peers, rows }) {
  const withRatios = rows.map((row) => (row.peer === undefined ? row : { ...row, ratio: ratioOf(row) }));
  await mkdir(RESULTS, { recursive: true });
  const result = { machine, load, peers, rows: withRatios };
  await writeFile(new URL('latest.json', RESULTS), `${JSON.stringify(result, undefined, 2)}\n`);
  await writeFile(FIGURES, page(result));
}

const loads = (load) =>
  Object.entries(load)
    .map(([part, value]) => `${part} ${value.toFixed(1)}`)
    .join(', ');

const page = ({ machine, load, peers, rows }) => `# Figures

Written by \`npm run bench\`; do not edit. ${machine}; Docker Compose ${peers.compose} with buildx ${peers.buildx}. Load of the
machine when the parts began (1 minute): ${loads(load)}. Times are medians of runs that took turns with
their peer, from the start of the program to its end; a ratio below 1 means that SmolFaaS took less.

${tables(rows)}

- The functions are bare Node.js servers without dependencies. Compose builds each from a hand-written Dockerfile on the same base image.
  It has no router, and does not wait until a service answers; \`smolfaas up\` ends when each function answers through the router.
- Replacement: half of the requests open a connection of their own, half use kept ones, all over HTTPS. _Failed_: no answer, or another status
  than 200. _Stale_: sent after \`up\` had ended, but answered by the old version.
`;
