/**
 * Content fidelity: after 300 edits, most of them made to be missed, every function serves exactly the bytes that were hashed. Never an old one, never a
 * file that is silently empty, and never a record of a hash that was not built.
 *
 * Twenty functions, half of them built from a graph of ours and half from a Dockerfile, get one edit each in a round; then comes `up`:
 *
 *   renew       all data rewritten between two runs                        before each of the others
 *   before      edited between two runs                                    four rounds
 *   meanwhile   edited after the source was hashed, before any is sent     two rounds
 *   halfway     edited while it is being sent                              one round
 *
 * After each, the files are read back out of the running container and compared with the disk, and the hash over them with the state
 * database and with the labels of container and image. The clock that the CLI sees jumps by a day between rounds.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { baseImage } from '../harness/bases.js';
import { engineCall } from '../harness/engine.js';
import { EngineProxy } from '../harness/engine-proxy.js';
import { nodeFunction } from '../harness/functions.js';
import { TestProject } from '../harness/project.js';
import { BEFORE, type Edit, freshData, MEANWHILE } from './edits.js';
import { randomFrom } from './random.js';
import { differences, hashOf, treeInContainer, treeOnDisk } from './tree.js';

const SEED = 20_261_125;
const FUNCTIONS = Array.from({ length: 20 }, (_, at) => `${at % 2 === 0 ? 'graph' : 'docker'}-${at}`);
const DAY_MS = 86_400_000;

/** So much has been sent of a round's sources when those halfway edits are made. */
const HALFWAY_BYTES = 12_000_000;

interface Outcome {
  readonly function: string;
  readonly status: string;
  readonly built: boolean;
  readonly error?: { readonly code: string };
}

/** A row of the state database. */
interface Recorded {
  readonly function: string;
  readonly contentHash: string;
  readonly imageId: string;
}

/** What is used of better-sqlite3, which is a dependency of the engine's package only. */
interface Sqlite {
  prepare(sql: string): { all(): readonly Recorded[] };
  close(): void;
}

const random = randomFrom(SEED);
const tally = { edits: 0, built: 0, unchanged: 0, refused: 0, stale: 0, empty: 0, unlike: 0 };

/** What `renew` does is an edit as well. */
const REWRITTEN: Edit = { name: 'all rewritten, in the same sizes', apply: freshData };

/** Every kind at least once, in any order. */
const edits = [...random.shuffled(BEFORE), ...random.shuffled(BEFORE)].slice(0, 4 * FUNCTIONS.length);
let project: TestProject;
let proxy: EngineProxy;

const dataOf = (fn: string) => join(project.functionsDir, fn, 'data');

/** Runs `up`, as somebody to whom files can be closed, with its clock put forward or back. */
async function up(clockMs = 0): Promise<Map<string, Outcome>> {
  const clock = `data:text/javascript,${encodeURIComponent(`const now = Date.now; Date.now = () => now() + ${clockMs}`)}`;
  project.env = { ...project.env, NODE_OPTIONS: `--import=${clock}`, DOCKER_HOST: `unix://${proxy.socketPath}` };
  const { stdout, stderr } = await project.runBoundByPermissions('up', '--json', '--keep-images', '0');
  if (!stdout.includes('"functions"')) throw new Error(`up: ${stdout}${stderr}`);
  const report = JSON.parse(stdout) as { functions: readonly Outcome[] };
  return new Map(report.functions.map((one) => [one.function, one]));
}

/** What the database says of each function's newest generation. */
function recorded(): Map<string, Recorded> {
  const Database = createRequire(new URL('../../packages/engine-docker/package.json', import.meta.url))(
    'better-sqlite3',
  );
  const db: Sqlite = new Database(project.stateDb, { readonly: true });
  const rows = db.prepare(
    `SELECT function, content_hash AS contentHash, image_id AS imageId FROM generation WHERE state = 'current'`,
  );
  const all = rows.all();
  db.close();
  return new Map(all.map((row) => [row.function, row]));
}

/** What is wrong with one function: record, labels and files must agree, and be those on disk unless it was refused or edited late. */
async function faultsOf(fn: string, record: Recorded | undefined, likeDisk: boolean) {
  const name = `${project.imagePrefix}-${fn}`;
  const { Image, Config } = await engineCall<{ Image: string; Config: { Labels: Record<string, string> } }>(
    'GET',
    `/containers/${name}/json`,
  );
  const image = await engineCall<{ Config: { Labels: Record<string, string> } }>('GET', `/images/${Image}/json`);
  const inside = await treeInContainer(name, fn.startsWith('graph') ? '/app' : '/www');
  const hash = hashOf(inside);
  const faults: string[] = [];
  const label = 'dev.smolfaas.content-hash';
  if (record?.imageId !== Image) faults.push(`records image ${record?.imageId}, runs ${Image}`);
  if (record?.contentHash !== hash) faults.push(`records ${record?.contentHash}, holds ${hash}`);
  if (Config.Labels[label] !== hash || image.Config.Labels[label] !== hash) faults.push(`labels differ from ${hash}`);
  const unlike = likeDisk ? differences(treeOnDisk(join(project.functionsDir, fn)), inside) : [];
  if (unlike.length > 0) tally.stale += 1;
  if (unlike.some((one) => / 0 e3b0c44298fc1c14/.test(one.split(' | ')[1] ?? ''))) tally.empty += 1;
  if (faults.length > 0) tally.unlike += 1;
  return [...faults, ...unlike.slice(0, 5)].map((fault) => `${fn}: ${fault}`);
}

/** Makes all data anew and brings it up, so that the next edit begins with what is known. Gives what is wrong after that. */
async function renew(): Promise<readonly string[]> {
  for (const fn of FUNCTIONS) REWRITTEN.apply(dataOf(fn), random);
  return await faultsAfter(await up(), () => REWRITTEN, true);
}

/** What is wrong after a round. */
async function faultsAfter(
  outcomes: ReadonlyMap<string, Outcome>,
  of: (fn: string) => Edit,
  likeDisk: boolean,
): Promise<readonly string[]> {
  const records = recorded();
  const faults: string[] = [];
  for (const fn of FUNCTIONS) {
    const outcome = outcomes.get(fn);
    const edit = of(fn);
    const failed = outcome?.status === 'failed';
    if (failed && !edit.refused?.includes(outcome.error?.code ?? ''))
      faults.push(`${fn}: ${outcome.error?.code} (after: ${edit.name})`);
    if (likeDisk && !failed && edit.refused !== undefined) faults.push(`${fn}: not refused (after: ${edit.name})`);
    tally[failed ? 'refused' : outcome?.built ? 'built' : 'unchanged'] += 1;
    tally.edits += 1;
    const found = await faultsOf(fn, records.get(fn), likeDisk && !failed);
    faults.push(...found.map((fault) => `${fault} (after: ${edit.name})`));
  }
  return faults;
}

beforeAll(async () => {
  project = await TestProject.create();
  proxy = await EngineProxy.listen(join(project.dir, 'proxy.sock'));
  const base = await baseImage('go', 'static');
  const dockerfile = `FROM ${base}\nCOPY . /www\nSTOPSIGNAL SIGKILL\nCMD ["httpd", "-f", "-p", "8000", "-h", "/www"]\n`;
  for (const fn of FUNCTIONS) {
    const files = fn.startsWith('graph') ? nodeFunction(fn) : { Dockerfile: dockerfile, 'index.html': fn };
    await project.write(fn, files);
    mkdirSync(dataOf(fn), { recursive: true });
    writeFileSync(join(dataOf(fn), 'first'), '');
  }
});
afterAll(async () => {
  await proxy.close();
  await project.dispose();
  process.stdout.write(`fidelity, seed ${SEED}: ${JSON.stringify(tally)}\n`);
});

it.each([0, 1, 2, 3])('before, round %i', async (round) => {
  expect(await renew()).toEqual([]);
  const of = (fn: string) => edits[round * FUNCTIONS.length + FUNCTIONS.indexOf(fn)] as Edit;
  for (const fn of FUNCTIONS) of(fn).apply(dataOf(fn), random);
  expect(await faultsAfter(await up([0, DAY_MS, -DAY_MS][round % 3]), of, true)).toEqual([]);
});

it.each([0, 1])('meanwhile, round %i', async (round) => {
  expect(await renew()).toEqual([]);
  for (const fn of FUNCTIONS) writeFileSync(join(dataOf(fn), 'changed'), random.text(8));
  const of = (fn: string) => MEANWHILE[(FUNCTIONS.indexOf(fn) + round) % MEANWHILE.length] as Edit;
  let calls = 0;
  proxy.beforeUpgrade = async (path) => {
    if (!path.endsWith('/grpc') || calls++ > 0) return;
    for (const fn of FUNCTIONS) of(fn).apply(dataOf(fn), random);
  };
  const outcomes = await up();
  expect(calls).toBeGreaterThan(0);
  expect(await faultsAfter(outcomes, of, false)).toEqual([]);
});

it('halfway through the transfer', async () => {
  expect(await renew()).toEqual([]);
  for (const fn of FUNCTIONS) freshData(dataOf(fn), random);
  const of = (fn: string) => MEANWHILE[(FUNCTIONS.indexOf(fn) + 7) % MEANWHILE.length] as Edit;
  let sent = 0;
  proxy.onUpload = (bytes) => {
    const before = sent;
    sent += bytes;
    if (before >= HALFWAY_BYTES || sent < HALFWAY_BYTES) return;
    for (const fn of FUNCTIONS) of(fn).apply(dataOf(fn), random);
  };
  const outcomes = await up();
  expect(sent).toBeGreaterThan(HALFWAY_BYTES);
  expect(await faultsAfter(outcomes, of, false)).toEqual([]);
});

it('in the end, everything is as on disk again, and 200 edits and more were seen', async () => {
  expect(await renew()).toEqual([]);
  expect(tally).toMatchObject({ edits: 300, stale: 0, empty: 0, unlike: 0 });
});
