/**
 * The functions that are edited, on one builder, and what is wrong with them after `up`.
 *
 * A function has several directories of data, and each gets one edit in a round, so that a round costs few builds:
 *
 *   sound-N     edits that must be built
 *   moody-N     edits for which a function may be refused, so that it hides no other; each of another kind first
 *
 * The first of both are built from a graph, the others from a Dockerfile on a base that is quickly sent.
 *
 * After `up`, files are read back out of the running containers and compared with the disk, and the hash over them with the state database and
 * with the labels of container and image.
 */
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { baseImage } from '../harness/bases.js';
import { engineCall } from '../harness/engine.js';
import { EngineProxy } from '../harness/engine-proxy.js';
import { nodeFunction } from '../harness/functions.js';
import { TestProject } from '../harness/project.js';
import { type Edit, freshData } from './edits.js';
import type { Random } from './random.js';
import { differences, hashOf, treeInContainer, treeOnDisk } from './tree.js';

const SOUND = [16, 8, 8, 8, 8].map((slots, at) => ({ fn: `sound-${at}`, slots }));
const MOODY = [2, 2, 2, 2].map((slots, at) => ({ fn: `moody-${at}`, slots }));
const ALL = [...SOUND, ...MOODY];

const isGraph = (fn: string): boolean => fn.endsWith('-0');

/** Edits by function. */
export type Round = ReadonlyMap<string, readonly Edit[]>;

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

/** What is used of better-sqlite3, which is a dependency of the state's package only. */
interface Sqlite {
  prepare(sql: string): { all(): readonly Recorded[] };
  close(): void;
}

export class Subjects {
  readonly proxy: EngineProxy;
  readonly tally = { edits: 0, built: 0, unchanged: 0, refused: 0, stale: 0, empty: 0, unlike: 0 };
  readonly #project: TestProject;
  readonly #random: Random;

  private constructor(project: TestProject, proxy: EngineProxy, random: Random) {
    this.#project = project;
    this.proxy = proxy;
    this.#random = random;
  }

  static async create(builder: string, random: Random): Promise<Subjects> {
    const project = await TestProject.create();
    const proxy = await EngineProxy.listen(join(project.dir, 'proxy.sock'));
    project.env = { SMOLFAAS_BUILDER: builder, DOCKER_HOST: `unix://${proxy.socketPath}` };
    const base = await baseImage('go', 'static');
    const Dockerfile = `FROM ${base}\nCOPY . /www\nSTOPSIGNAL SIGKILL\nCMD ["httpd", "-f", "-p", "8000", "-h", "/www"]\n`;
    for (const { fn, slots } of ALL) {
      await project.write(fn, isGraph(fn) ? nodeFunction(fn) : { Dockerfile, 'index.html': fn });
      for (let slot = 0; slot < slots; slot++) mkdirSync(join(project.functionsDir, fn, `data-${slot}`));
    }
    return new Subjects(project, proxy, random);
  }

  async dispose(): Promise<void> {
    await this.proxy.close();
    await this.#project.dispose();
  }

  /** Deals edits out, in any order: one for each directory at most. @throws when there are too many */
  deal(edits: readonly Edit[]): Round {
    const round = new Map<string, Edit[]>();
    const give = (edit: Edit, to: string | undefined) => {
      if (to === undefined) throw new Error('more edits than directories');
      round.set(to, [...(round.get(to) ?? []), edit]);
    };
    const places = this.#random.shuffled(SOUND.flatMap(({ fn, slots }) => Array<string>(slots).fill(fn)));
    const turns = [...MOODY, ...MOODY].map(({ fn }) => fn);
    for (const edit of this.#random.shuffled(edits)) give(edit, (edit.refused === undefined ? places : turns).shift());
    return round;
  }

  /** Does the edits of a round, all at once. */
  apply(round: Round): void {
    for (const [fn, edits] of round) {
      for (const [slot, edit] of edits.entries()) {
        edit.apply(this.#data(fn, slot), this.#random);
        this.tally.edits += 1;
      }
    }
  }

  /** Rewrites all data. */
  rewrite(): void {
    for (const { fn, slots } of ALL)
      for (let slot = 0; slot < slots; slot++) freshData(this.#data(fn, slot), this.#random);
  }

  /** Runs `up` as a user whom file modes stop, with its clock put forward or back, and returns what is wrong after it. */
  async faultsAfterUp(round: Round, likeDisk: boolean, clockMs = 0): Promise<readonly string[]> {
    const outcomes = await this.#up(clockMs);
    const records = this.#recorded();
    const faults: string[] = [];
    for (const { fn } of ALL) {
      const edits = round.get(fn) ?? [];
      const outcome = outcomes.get(fn);
      const failed = outcome?.status === 'failed';
      const refusals = edits.flatMap(({ refused }) => refused ?? []);
      this.tally[failed ? 'refused' : outcome?.built ? 'built' : 'unchanged'] += 1;
      const found = await this.#faultsOf(fn, records.get(fn), likeDisk && !failed);
      if (failed && !refusals.includes(outcome.error?.code ?? '')) found.push(outcome.error?.code ?? 'failed');
      if (likeDisk && !failed && refusals.length > 0) found.push('not refused');
      const after = edits.map(({ name }) => name).join('; ');
      faults.push(...found.map((fault) => `${fn}: ${fault} (after: ${after})`));
    }
    return faults;
  }

  #data(fn: string, slot: number): string {
    return join(this.#project.functionsDir, fn, `data-${slot}`);
  }

  async #up(clockMs: number): Promise<Map<string, Outcome>> {
    const clock = `const now = Date.now; Date.now = () => now() + ${clockMs}`;
    const project = this.#project;
    project.env = { ...project.env, NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(clock)}` };
    const { stdout, stderr } = await project.runBoundByPermissions('up', '--json', '--keep-images', '0');
    if (!stdout.includes('"functions"')) throw new Error(`up: ${stdout}${stderr}`);
    const report = JSON.parse(stdout) as { functions: readonly Outcome[] };
    return new Map(report.functions.map((one) => [one.function, one]));
  }

  /** What the database says of each function's newest generation. */
  #recorded(): Map<string, Recorded> {
    const Database = createRequire(new URL('../../packages/state-sqlite/package.json', import.meta.url))(
      'better-sqlite3',
    );
    const db: Sqlite = new Database(this.#project.stateDb, { readonly: true });
    const rows = db.prepare(
      `SELECT function, content_hash AS contentHash, image_id AS imageId FROM generation WHERE state = 'current'`,
    );
    const all = rows.all();
    db.close();
    return new Map(all.map((row) => [row.function, row]));
  }

  /** Record, labels and files must agree, and be those on disk unless the function was refused or edited late. */
  async #faultsOf(fn: string, record: Recorded | undefined, likeDisk: boolean): Promise<string[]> {
    const name = `${this.#project.imagePrefix}-${fn}`;
    const { Image, Config } = await engineCall<{ Image: string; Config: { Labels: Record<string, string> } }>(
      'GET',
      `/containers/${name}/json`,
    );
    const image = await engineCall<{ Config: { Labels: Record<string, string> } }>('GET', `/images/${Image}/json`);
    const inside = await treeInContainer(name, isGraph(fn) ? '/app' : '/www');
    const hash = hashOf(inside);
    const faults: string[] = [];
    const label = 'dev.smolfaas.content-hash';
    if (record?.imageId !== Image) faults.push(`records image ${record?.imageId}, runs ${Image}`);
    if (record?.contentHash !== hash) faults.push(`records ${record?.contentHash}, holds ${hash}`);
    if (Config.Labels[label] !== hash || image.Config.Labels[label] !== hash) faults.push(`labels differ from ${hash}`);
    const unlike = likeDisk ? differences(treeOnDisk(join(this.#project.functionsDir, fn)), inside) : [];
    if (unlike.length > 0) this.tally.stale += 1;
    if (unlike.some((one) => / 0 e3b0c44298fc1c14/.test(one.split(' | ')[1] ?? ''))) this.tally.empty += 1;
    if (faults.length > 0) this.tally.unlike += 1;
    return [...faults, ...unlike.slice(0, 5)];
  }
}
