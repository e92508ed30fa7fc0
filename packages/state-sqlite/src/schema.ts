/**
 * The tables of the state database, and the migrations that bring an older database up to date.
 *
 * A function has generations, and one of them is current. Everything can be rebuilt from the labels
 * of running objects. So the schema holds useful records, but nothing whose loss would be
 * permanent.
 *
 * Invariants:
 *  1. A released migration is never edited. A change of the schema is a new migration at the end.
 *  2. `user_version` is the number of migrations applied; `application_id` distinguishes SmolFaaS
 *     databases from those of other programs.
 *  3. Nothing here writes to a current database: a second `up` leaves the file untouched.
 */
import { SmolfaasError } from '@smolfaas/core';
import type { Database } from './driver.js';

/**
 * "smol" in ASCII, at byte 68 of the file (SQLite file format, section 1.3.17). It identifies the
 * file to `file(1)` and to SmolFaaS.
 */
const APPLICATION_ID = 0x73_6d_6f_6c;

/** STRICT tables: SQLite checks the types of stored values. Times are milliseconds since 1970. */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE project (
    only          INTEGER PRIMARY KEY CHECK (only = 1), -- one row
    id            TEXT NOT NULL,
    functions_dir TEXT NOT NULL
  ) STRICT;

  CREATE TABLE function (
    name TEXT PRIMARY KEY
  ) STRICT;

  CREATE TABLE generation (
    function      TEXT NOT NULL REFERENCES function (name) ON DELETE CASCADE,
    n             INTEGER NOT NULL,
    runtime       TEXT NOT NULL,
    content_hash  TEXT NOT NULL,
    recipe_key    TEXT NOT NULL,
    recipe_digest TEXT,                                 -- NULL when adopted from a running container
    image_id      TEXT NOT NULL,
    spec_hash     TEXT NOT NULL,
    built_at      INTEGER NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('current', 'retired')),
    PRIMARY KEY (function, n)
  ) STRICT;

  CREATE UNIQUE INDEX one_current_generation ON generation (function) WHERE state = 'current';

  CREATE TABLE stat_cache (                             -- may exist before the function was ever built
    function TEXT PRIMARY KEY,
    records  BLOB NOT NULL                              -- see stat-cache-codec.ts
  ) STRICT;
  `,
  `
  ALTER TABLE generation ADD COLUMN runtime_package TEXT;  -- NULL when it came from no registry
  ALTER TABLE generation ADD COLUMN container_id TEXT;     -- these are NULL in records of version 1
  ALTER TABLE generation ADD COLUMN restarts     INTEGER;  -- of that container when it was ready
  ALTER TABLE generation ADD COLUMN ready_at     INTEGER;
  CREATE TABLE rejection (                              -- the function may never have had a generation
    function     TEXT PRIMARY KEY,
    content_hash TEXT NOT NULL,
    recipe_key   TEXT NOT NULL,
    code         TEXT NOT NULL,
    reason       TEXT NOT NULL,
    rejected_at  INTEGER NOT NULL
  ) STRICT;
  `,
  // Start time of the process that became ready, by the engine's clock. Records of version 2 hold
  // the time at which it was ready, a moment later.
  'ALTER TABLE generation RENAME COLUMN ready_at TO process_started_at',
  `
  ALTER TABLE generation ADD COLUMN label_key TEXT;     -- recipe key in the labels of image and containers; NULL when it is recipe_key
  ALTER TABLE generation ADD COLUMN pins      TEXT;     -- JSON; NULL in records of version 3
  ALTER TABLE generation ADD COLUMN instances INTEGER NOT NULL DEFAULT 1;
  CREATE TABLE instance (                               -- a container as it was when it was ready
    function           TEXT NOT NULL,
    n                  INTEGER NOT NULL,
    instance           INTEGER NOT NULL,                -- from 1
    container_id       TEXT NOT NULL,
    restarts           INTEGER NOT NULL,
    process_started_at INTEGER NOT NULL,
    PRIMARY KEY (function, n, instance),
    FOREIGN KEY (function, n) REFERENCES generation (function, n) ON DELETE CASCADE
  ) STRICT;
  INSERT INTO instance SELECT function, n, 1, container_id, coalesce(restarts, 0), coalesce(process_started_at, 0)
    FROM generation WHERE container_id IS NOT NULL;
  ALTER TABLE generation DROP COLUMN container_id;
  ALTER TABLE generation DROP COLUMN restarts;
  ALTER TABLE generation DROP COLUMN process_started_at;
  `,
  `
  CREATE TABLE secret_key (                             -- random; of the digests of secrets (StateStore.secretKey)
    only INTEGER PRIMARY KEY CHECK (only = 1),          -- one row
    key  BLOB NOT NULL
  ) STRICT;
  `,
  `
  ALTER TABLE project ADD COLUMN state_db TEXT;         -- path of this file when it was recorded; NULL in records of version 5
  CREATE TABLE chosen (                                 -- what no user gave; NULL where a user did
    only          INTEGER PRIMARY KEY CHECK (only = 1), -- one row
    network       TEXT,
    caddy_name    TEXT,
    buildkit_name TEXT,
    image_prefix  TEXT,
    http_port     INTEGER,
    https_port    INTEGER
  ) STRICT;
  `,
  'ALTER TABLE rejection ADD COLUMN settings TEXT', // digest; NULL if they cannot be the cause, and in records of version 6
];

/** The schema version that this code writes. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/**
 * Number of migrations this database has: 0 for an empty file.
 * @throws state-newer; state-unwritable for a database of another program, which is left unchanged
 */
export function schemaVersion(db: Database, path: string): number {
  const version = Number(db.pragma('user_version', { simple: true }));
  const isOurs = db.pragma('application_id', { simple: true }) === APPLICATION_ID;
  const isEmpty = db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
  if (!isOurs && !isEmpty) {
    throw new SmolfaasError('state-unwritable', { path, errno: 'it is a database of another program' });
  }
  if (version > SCHEMA_VERSION) throw new SmolfaasError('state-newer', { path, version, supported: SCHEMA_VERSION });
  return version;
}

/**
 * Migrates the database to the current version in one transaction. Does not write when it is
 * current.
 */
export function migrate(db: Database, path: string): void {
  if (schemaVersion(db, path) === SCHEMA_VERSION) return;
  db.transaction(() => {
    for (const sql of MIGRATIONS.slice(schemaVersion(db, path))) db.exec(sql);
    db.pragma(`application_id = ${APPLICATION_ID}`);
    db.pragma(`user_version = ${SCHEMA_VERSION}`);
  }).immediate();
}
