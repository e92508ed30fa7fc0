/**
 * Keeps the results of a run in bench/results/: those of a whole run as latest.json, which the documents are made from; those of any other
 * as partial.json, which git ignores.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { engineJson } from '../kit/engine.mjs';
import { writeDocuments } from './documents.mjs';

const FOLDER = new URL('../results/', import.meta.url);

/** The machine in one line: enough to judge the figures by. */
export async function describeMachine(endpoint) {
  const { OperatingSystem } = await engineJson(endpoint, 'GET', '/info');
  const { Version } = await engineJson(endpoint, 'GET', '/version');
  const os = OperatingSystem.replace(/^Debian GNU\/Linux (\d+).*$/, 'Debian $1');
  const engine = Version.replace(/\+.*$/, '');
  return `${cpus().length} cores, ${os}, Docker Engine ${engine}, Node.js ${process.versions.node.split('.')[0]}`;
}

/** Gives the name of the file. */
export async function writeResults(results, whole) {
  const name = whole ? 'latest.json' : 'partial.json';
  await mkdir(FOLDER, { recursive: true });
  await writeFile(new URL(name, FOLDER), `${JSON.stringify(results, undefined, 2)}\n`);
  if (whole) writeDocuments();
  return name;
}
