/**
 * The whole end-to-end suite on one engine after the other, by each builder: `npm run test:engines`, hours rather than minutes.
 *
 * Each file of the suite runs as a vitest of its own inside the engine's network, where published ports are on its loopback; so its tests need not
 * know where they are. What came of it is kept at once in results.json, from which docs/engines.md is made. Which files run is chosen by
 * variables that tools/engines/main.mjs sets.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ENGINES } from '../../tools/engines/catalog.mjs';
import { outcomeOf, total } from '../../tools/engines/outcome.mjs';
import { keepFiles, rowOf } from '../../tools/engines/results.mjs';
import { chooseFiles, commitUnderTest, sharedOutcome, suiteFiles } from '../../tools/engines/suite.mjs';
import { engineCall, engineSocket } from '../harness/engine.js';
import { ThrowawayEngine } from '../harness/throwaway-engine.js';
import { allBases } from '../harness/throwaway/base-images.js';

const HOUR_MS = 3_600_000;
/** A fresh engine has no cache: its first builds compile and download everything, so they may take this many times as long. */
const PATIENCE = 4;
const listed = (variable: string) => (process.env[variable] ?? '').split(',').filter(Boolean);
const isWanted = (variable: string, value: string) => listed(variable).length === 0 || listed(variable).includes(value);

/**
 * Where rooms of further engines get their way to the outside world, also of those that tests start inside of another engine's room: a way through two rooms
 * loses connections under load.
 */
const wayOut = engineSocket();
const suite = suiteFiles();
const choice = { named: listed('SMOLFAAS_SUITE_FILES'), missing: process.env['SMOLFAAS_SUITE_MISSING'] === '1' };
const rows = ENGINES.filter(({ id }) => isWanted('SMOLFAAS_ENGINES', id))
  .flatMap((engine) => engine.builders.map((builder) => ({ ...engine, builder })))
  .filter(({ builder }) => isWanted('SMOLFAAS_SUITE_BUILDERS', builder))
  .map((row) => ({ ...row, files: chooseFiles(suite, choice, rowOf({ engine: row.id, builder: row.builder })) }));
/** The row of the same engine with the other builder, if there is one. */
const sisterOf = ({ id, builders, builder }: (typeof rows)[number]) =>
  builders.filter((other) => other !== builder).map((other) => rowOf({ engine: id, builder: other }))[0];

describe('the whole suite', () => {
  it.each(rows)('$title, builder $builder: $files.length files', { timeout: 3 * HOUR_MS }, async (row) => {
    const { id, root, builder, files } = row;
    if (files.length === 0) return;
    const options = { kind: id, bases: await allBases(), online: true, megabytes: 12_288, ext4: true };
    const engine = root === undefined ? undefined : await ThrowawayEngine.create(options);
    const outcomes: Record<string, Awaited<ReturnType<typeof runFile>>> = {};
    try {
      const { Version, ApiVersion } = await engineCall<{ Version: string; ApiVersion: string }>('GET', '/version');
      const run = { engine: id, builder, version: Version, apiVersion: ApiVersion };
      for (const file of files) {
        const shared = choice.named.includes(file) ? undefined : sharedOutcome(file, sisterOf(row));
        const outcome = shared ?? (await runFile(file, engine?.network ?? [], id, builder));
        keepFiles(run, { [file]: outcome }, suite);
        outcomes[file] = outcome;
      }
      const { failed, outlived } = total(outcomes);
      expect({ failed, outlived }).toEqual({ failed: [], outlived: [] });
    } finally {
      await engine?.dispose();
    }
  });
});

/** Runs one file with its output on the terminal. */
async function runFile(file: string, through: readonly string[], id: string, builder: string) {
  const began = performance.now();
  const commit = commitUnderTest();
  const about = { SMOLFAAS_TEST_ENGINE: id, SMOLFAAS_TEST_BUILDER: builder, SMOLFAAS_TEST_WAY_OUT: wayOut };
  const report = await vitest(file, through, about);
  const { [file]: outcome } = outcomeOf(id, report);
  if (outcome === undefined) throw new Error(`${file} is not in the report of its run`);
  return { commit, seconds: Math.round((performance.now() - began) / 1000), ...outcome };
}

/** What is read of vitest's report, see outcome.mjs. */
type Report = Parameters<typeof outcomeOf>[1];

/** @throws when vitest wrote no report */
async function vitest(file: string, through: readonly string[], env: Record<string, string>): Promise<Report> {
  const dir = await mkdtemp(join(tmpdir(), 'smolfaas-suite-'));
  const report = join(dir, 'report.json');
  const run = ['pnpm', 'exec', 'vitest', 'run', '--project', 'e2e', file];
  const waits = [`--testTimeout=${PATIENCE * 180_000}`, `--hookTimeout=${PATIENCE * 180_000}`];
  const reporters = ['--reporter=verbose', '--reporter=json', `--outputFile.json=${report}`];
  const [command = '', ...args] = [...through, ...run, ...waits, ...reporters];
  try {
    const all = { ...process.env, ...env, SMOLFAAS_TEST_PATIENCE: String(PATIENCE) };
    const child = spawn(command, args, { env: all, stdio: ['ignore', 'inherit', 'inherit'] });
    await once(child, 'close');
    return JSON.parse(await readFile(report, 'utf8'));
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
