/**
 * StateStore over SQLite: what is remembered between two runs (stage 11, record).
 *
 * What must stay true: each method is one transaction (within `together`, a part of that one), durable when it returns; what is stored already is not written
 * again; and a fault of the disk reaches the caller as an error of the contract.
 */
import type { GenerationRecord, Project, RejectionRecord, StateStore } from '@smolfaas/core';
import type { Database } from './driver.js';
import { stateError } from './faults.js';
import { decodeStatCache, encodeStatCache } from './stat-cache-codec.js';

/** So many former generations of a function stay on record. */
const RETIRED_KEPT = 20;

/** A row of `generation`, named as the contract names it. */
type GenerationRow = Omit<GenerationRecord, 'recipeDigest' | 'runtimePackage' | 'ready'> & {
  readonly recipeDigest: string | null;
  readonly runtimePackage: string | null;
  readonly containerId: string | null;
  readonly restarts: number | null;
  readonly processStartedAt: number | null;
};

const GENERATION_COLUMNS = `function, n AS generation, runtime, content_hash AS contentHash, recipe_key AS recipeKey,
  recipe_digest AS recipeDigest, image_id AS imageId, spec_hash AS specHash, built_at AS builtAt,
  runtime_package AS runtimePackage, container_id AS containerId, restarts, process_started_at AS processStartedAt`;

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
    saveProject: (project) => guarded(() => saveProject(db, project)),
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
    together: (writes) => guarded(() => db.transaction(writes).immediate()),
    close: () => guarded(() => db.close()),
  };
}

function readProject(db: Database): Project | undefined {
  return db.prepare<[], Project>('SELECT id, functions_dir AS functionsDir FROM project').get();
}

function saveProject(db: Database, { id, functionsDir }: Project): void {
  const known = readProject(db);
  if (known?.id === id && known.functionsDir === functionsDir) return;
  db.prepare('INSERT OR REPLACE INTO project (only, id, functions_dir) VALUES (1, ?, ?)').run(id, functionsDir);
}

function readGenerations(db: Database): readonly GenerationRecord[] {
  return readRecords(db, `WHERE state = 'current' ORDER BY function`);
}

/** The current one of a function is its newest in any case, also when its number is not. */
function readHistory(db: Database): readonly GenerationRecord[] {
  return readRecords(db, `ORDER BY function, state, n DESC`);
}

function readRecords(db: Database, which: string): readonly GenerationRecord[] {
  const rows = db.prepare<[], GenerationRow>(`SELECT ${GENERATION_COLUMNS} FROM generation ${which}`).all();
  return rows.map(({ recipeDigest, runtimePackage, containerId, restarts, processStartedAt, ...row }) => ({
    ...row,
    ...(runtimePackage !== null && { runtimePackage }),
    ...(recipeDigest !== null && { recipeDigest }),
    ...(containerId !== null && { ready: { containerId, restarts: restarts ?? 0, startedAt: processStartedAt ?? 0 } }),
  }));
}

/** The former current generation retires in the same transaction, so that there is never none and never two. */
function record(db: Database, generation: GenerationRecord): void {
  const { ready, recipeDigest = null, runtimePackage = null, ...known } = generation;
  const { containerId = null, restarts = null, startedAt: processStartedAt = null } = ready ?? {};
  const row: GenerationRow = { ...known, recipeDigest, runtimePackage, containerId, restarts, processStartedAt };
  if (isRecorded(db, row)) return;
  db.transaction(() => {
    db.prepare('INSERT OR IGNORE INTO function (name) VALUES (?)').run(row.function);
    db.prepare(`UPDATE generation SET state = 'retired' WHERE function = ? AND state = 'current'`).run(row.function);
    db.prepare(
      `INSERT OR REPLACE INTO generation (function, n, runtime, content_hash, recipe_key, recipe_digest, image_id, spec_hash,
         built_at, runtime_package, container_id, restarts, process_started_at, state)
       VALUES (@function, @generation, @runtime, @contentHash, @recipeKey, @recipeDigest, @imageId, @specHash,
         @builtAt, @runtimePackage, @containerId, @restarts, @processStartedAt, 'current')`,
    ).run(row);
    db.prepare(
      `DELETE FROM generation WHERE function = @function AND state = 'retired' AND n NOT IN
         (SELECT n FROM generation WHERE function = @function AND state = 'retired' ORDER BY n DESC LIMIT @kept)`,
    ).run({ function: row.function, kept: RETIRED_KEPT });
  }).immediate();
}

function isRecorded(db: Database, row: GenerationRow): boolean {
  const found = db
    .prepare<GenerationRow>(
      `SELECT 1 FROM generation WHERE state = 'current' AND function = @function AND n = @generation
         AND runtime = @runtime AND content_hash = @contentHash AND recipe_key = @recipeKey
         AND recipe_digest IS @recipeDigest AND image_id = @imageId AND spec_hash = @specHash AND built_at = @builtAt
         AND runtime_package IS @runtimePackage AND container_id IS @containerId AND restarts IS @restarts AND process_started_at IS @processStartedAt`,
    )
    .get(row);
  return found !== undefined;
}

function readRejections(db: Database): readonly RejectionRecord[] {
  const columns = `function, content_hash AS contentHash, recipe_key AS recipeKey, code, reason, rejected_at AS rejectedAt`;
  return db.prepare<[], RejectionRecord>(`SELECT ${columns} FROM rejection ORDER BY function`).all();
}

function reject(db: Database, rejection: RejectionRecord): void {
  db.prepare(
    `INSERT OR REPLACE INTO rejection (function, content_hash, recipe_key, code, reason, rejected_at)
     VALUES (@function, @contentHash, @recipeKey, @code, @reason, @rejectedAt)`,
  ).run(rejection);
}

function liftRejection(db: Database, fn: string): void {
  db.prepare('DELETE FROM rejection WHERE function = ?').run(fn);
}

/** Generations go with their function (ON DELETE CASCADE). */
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
