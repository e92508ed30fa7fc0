/**
 * StateStore over SQLite: the records kept between two runs (stage 12).
 *
 * Invariants:
 *  1. Each method is one transaction (within `together`, a part of that one), durable when it
 *     returns.
 *  2. Values that are stored already are not written again.
 *  3. A disk fault reaches the caller as an error of the contract.
 */
import { isDeepStrictEqual } from 'node:util';
import type {
  GenerationRecord,
  NamesAndPorts,
  Project,
  ReadyRecord,
  RecordedProject,
  RejectionRecord,
  StateStore,
} from '@smolfaas/core';
import type { Database } from './driver.js';
import { stateError } from './faults.js';
import { decodeStatCache, encodeStatCache } from './stat-cache-codec.js';

/** Retired generations kept on record for each function. */
const RETIRED_KEPT = 20;

/** A row of `generation`, named as the contract names it. */
type GenerationRow = Omit<GenerationRecord, 'recipeDigest' | 'runtimePackage' | 'labelKey' | 'pins' | 'ready'> & {
  readonly recipeDigest: string | null;
  readonly runtimePackage: string | null;
  readonly labelKey: string | null;
  /** JSON text. */
  readonly pins: string | null;
};

const GENERATION_COLUMNS = `function, n AS generation, runtime, content_hash AS contentHash, recipe_key AS recipeKey,
  label_key AS labelKey, recipe_digest AS recipeDigest, pins, image_id AS imageId, spec_hash AS specHash, built_at AS builtAt,
  runtime_package AS runtimePackage, instances`;

/** The store on an open, current database. All methods throw state-unwritable and disk-full. */
export function sqliteStore(db: Database, path: string): StateStore {
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw stateError(path, error);
    }
  };
  return {
    project: () => guarded(() => readProject(db)),
    saveProject: (project) => guarded(() => saveProject(db, { ...project, stateDb: path })),
    chosen: () => guarded(() => readChosen(db)),
    saveChosen: (chosen) => guarded(() => saveChosen(db, chosen)),
    generations: () => guarded(() => readGenerations(db)),
    history: () => guarded(() => readHistory(db)),
    record: (generation) => guarded(() => record(db, generation)),
    rejections: () => guarded(() => readRejections(db)),
    reject: (rejection) => guarded(() => reject(db, rejection)),
    liftRejection: (fn) => guarded(() => liftRejection(db, fn)),
    forget: (fn) => guarded(() => forget(db, fn)),
    statCache: (fn) => guarded(() => readStatCache(db, fn)),
    saveStatCache: (fn, cache) =>
      guarded(() => {
        db.prepare('INSERT OR REPLACE INTO stat_cache (function, records) VALUES (?, ?)').run(
          fn,
          encodeStatCache(cache),
        );
      }),
    secretKey: () => guarded(() => db.prepare<[], Buffer>('SELECT key FROM secret_key').pluck().get()),
    saveSecretKey: (key) =>
      guarded(() => {
        db.prepare('INSERT OR REPLACE INTO secret_key (only, key) VALUES (1, ?)').run(key);
      }),
    together: (writes) => guarded(() => db.transaction(writes).immediate()),
    close: () => guarded(() => db.close()),
  };
}

function readProject(db: Database): RecordedProject | undefined {
  const columns = 'id, functions_dir AS functionsDir, state_db AS stateDb';
  const row = db.prepare<[], Project & { readonly stateDb: string | null }>(`SELECT ${columns} FROM project`).get();
  if (row === undefined) return undefined;
  const { stateDb, ...project } = row;
  return { ...project, ...(stateDb !== null && { stateDb }) };
}

function saveProject(db: Database, project: Required<RecordedProject>): void {
  if (isDeepStrictEqual(readProject(db), project)) return;
  db.prepare(
    'INSERT OR REPLACE INTO project (only, id, functions_dir, state_db) VALUES (1, @id, @functionsDir, @stateDb)',
  ).run(project);
}

type Chosen = Partial<NamesAndPorts>;

/** A row of `chosen`, named as the contract names it. */
type ChosenRow = { readonly [K in keyof NamesAndPorts]: NamesAndPorts[K] | null };

function readChosen(db: Database): Chosen {
  const columns = `network, caddy_name AS caddyName, buildkit_name AS buildkitName, image_prefix AS imagePrefix,
    http_port AS httpPort, https_port AS httpsPort`;
  const row = db.prepare<[], ChosenRow>(`SELECT ${columns} FROM chosen`).get();
  return Object.fromEntries(Object.entries(row ?? {}).filter(([, value]) => value !== null));
}

function saveChosen(db: Database, chosen: Chosen): void {
  const known = readChosen(db);
  const all = { ...known, ...chosen };
  if (isDeepStrictEqual(known, all)) return;
  const none = {
    network: null,
    caddyName: null,
    buildkitName: null,
    imagePrefix: null,
    httpPort: null,
    httpsPort: null,
  };
  db.prepare(
    `INSERT OR REPLACE INTO chosen (only, network, caddy_name, buildkit_name, image_prefix, http_port, https_port)
     VALUES (1, @network, @caddyName, @buildkitName, @imagePrefix, @httpPort, @httpsPort)`,
  ).run({ ...none, ...all });
}

function readGenerations(db: Database): readonly GenerationRecord[] {
  return readRecords(db, `WHERE state = 'current' ORDER BY function`);
}

/** Lists a function's current generation as its newest, even when its number is not the highest. */
function readHistory(db: Database): readonly GenerationRecord[] {
  return readRecords(db, `ORDER BY function, state, n DESC`);
}

function readRecords(db: Database, which: string, ...given: string[]): readonly GenerationRecord[] {
  const rows = db
    .prepare<string[], GenerationRow>(`SELECT ${GENERATION_COLUMNS} FROM generation ${which}`)
    .all(...given);
  return rows.map((row) => toRecord(row, readInstances(db, row)));
}

function toRecord(row: GenerationRow, ready: readonly ReadyRecord[]): GenerationRecord {
  const { recipeDigest, runtimePackage, labelKey, pins, ...known } = row;
  return {
    ...known,
    ...(runtimePackage !== null && { runtimePackage }),
    ...(recipeDigest !== null && { recipeDigest }),
    ...(labelKey !== null && { labelKey }),
    ...(pins !== null && { pins: parsePins(pins) }),
    ready,
  };
}

/** Parses what `record` wrote. */
function parsePins(text: string): Readonly<Record<string, string>> {
  const pins: unknown = JSON.parse(text);
  return Object.fromEntries(Object.entries(pins ?? {}).map(([reference, pin]) => [reference, String(pin)]));
}

function readInstances(db: Database, { function: fn, generation }: GenerationRow): readonly ReadyRecord[] {
  const columns = 'instance, container_id AS containerId, restarts, process_started_at AS startedAt';
  return db
    .prepare<[string, number], ReadyRecord>(
      `SELECT ${columns} FROM instance WHERE function = ? AND n = ? ORDER BY instance`,
    )
    .all(fn, generation);
}

/**
 * Retires the former current generation in the same transaction, so there is always exactly one.
 */
function record(db: Database, generation: GenerationRecord): void {
  const { ready, recipeDigest = null, runtimePackage = null, labelKey = null, pins, ...known } = generation;
  const { function: fn, generation: n } = known;
  const [present] = readRecords(db, `WHERE state = 'current' AND function = ?`, fn);
  if (isDeepStrictEqual(present, generation)) return;
  const row: GenerationRow = {
    ...known,
    recipeDigest,
    runtimePackage,
    labelKey,
    pins: pins === undefined ? null : JSON.stringify(pins),
  };
  db.transaction(() => {
    db.prepare('INSERT OR IGNORE INTO function (name) VALUES (?)').run(fn);
    db.prepare(`UPDATE generation SET state = 'retired' WHERE function = ? AND state = 'current'`).run(fn);
    db.prepare(
      `INSERT OR REPLACE INTO generation (function, n, runtime, content_hash, recipe_key, label_key, recipe_digest, pins, image_id,
         spec_hash, built_at, runtime_package, instances, state)
       VALUES (@function, @generation, @runtime, @contentHash, @recipeKey, @labelKey, @recipeDigest, @pins, @imageId,
         @specHash, @builtAt, @runtimePackage, @instances, 'current')`,
    ).run(row);
    const insert = db.prepare(
      `INSERT INTO instance (function, n, instance, container_id, restarts, process_started_at) VALUES (?, ?, ?, ?, ?, ?)`,
    );
    for (const one of ready) insert.run(fn, n, one.instance, one.containerId, one.restarts, one.startedAt);
    db.prepare(
      `DELETE FROM generation WHERE function = @function AND state = 'retired' AND n NOT IN
         (SELECT n FROM generation WHERE function = @function AND state = 'retired' ORDER BY n DESC LIMIT @kept)`,
    ).run({ function: fn, kept: RETIRED_KEPT });
  }).immediate();
}

function readRejections(db: Database): readonly RejectionRecord[] {
  const columns = `function, content_hash AS contentHash, recipe_key AS recipeKey, code, reason, rejected_at AS rejectedAt, settings`;
  const rows = db.prepare<[], StoredRejection>(`SELECT ${columns} FROM rejection ORDER BY function`).all();
  return rows.map(({ settings, ...row }) => ({
    ...row,
    reason: parseReason(row.reason),
    ...(settings !== null && { settings }),
  }));
}

/** The reason as text: JSON, or the words of an earlier version. */
type StoredRejection = Omit<RejectionRecord, 'reason' | 'settings'> & {
  readonly reason: string;
  readonly settings: string | null;
};

function parseReason(text: string): RejectionRecord['reason'] {
  if (!text.startsWith('{"code":')) return { code: 'recorded', facts: { text } };
  const reason: RejectionRecord['reason'] = JSON.parse(text);
  return reason;
}

function reject(db: Database, rejection: RejectionRecord): void {
  db.prepare(
    `INSERT OR REPLACE INTO rejection (function, content_hash, recipe_key, code, reason, rejected_at, settings)
     VALUES (@function, @contentHash, @recipeKey, @code, @reason, @rejectedAt, @settings)`,
  ).run({ settings: null, ...rejection, reason: JSON.stringify(rejection.reason) });
}

function liftRejection(db: Database, fn: string): void {
  db.prepare('DELETE FROM rejection WHERE function = ?').run(fn);
}

/** Deleting a function also deletes its generations (ON DELETE CASCADE). */
function forget(db: Database, fn: string): void {
  db.transaction(() => {
    db.prepare('DELETE FROM function WHERE name = ?').run(fn);
    db.prepare('DELETE FROM stat_cache WHERE function = ?').run(fn);
    liftRejection(db, fn);
  }).immediate();
}

function readStatCache(db: Database, fn: string): ReturnType<StateStore['statCache']> {
  const blob = db.prepare<[string], Buffer>('SELECT records FROM stat_cache WHERE function = ?').pluck().get(fn);
  return blob && decodeStatCache(blob);
}
