/**
 * The whole end-to-end suite on one engine after the other, by each builder: `npm run test:engines`, hours rather than minutes.
 *
 * The suite runs as a vitest of its own inside the engine's network, where published ports are on its loopback; so its tests need not know
 * where they are. What came of it is kept as a row of results.json, from which docs/engines.md is made.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ENGINES } from '../../tools/engines/catalog.mjs';
import { outcomeOf, total } from '../../tools/engines/outcome.mjs';
import { keepRow } from '../../tools/engines/results.mjs';
import { engineCall } from '../harness/engine.js';
import { ThrowawayEngine } from '../harness/throwaway-engine.js';
import { allBases } from '../harness/throwaway/base-images.js';

const HOUR_MS = 3_600_000;
/** A fresh engine has no cache: its first builds compile and download everything, so they may take this many times as long. */
const PATIENCE = 4;
const listed = (variable: string) => (process.env[variable] ?? '').split(',').filter(Boolean);
const wanted = listed('SMOLFAAS_ENGINES');
const engines = ENGINES.filter(({ id }) => wanted.length === 0 || wanted.includes(id));
const suiteFiles = listed('SMOLFAAS_SUITE_FILES');
const rows = engines.flatMap((engine) => engine.builders.map((builder) => ({ ...engine, builder })));

describe('the whole suite', () => {
  it.each(rows)('$title, builder $builder', { timeout: 3 * HOUR_MS }, async ({ id, root, builder }) => {
    const options = { kind: id, bases: await allBases(), online: true, megabytes: 12_288 };
    const engine = root === undefined ? undefined : await ThrowawayEngine.create(options);
    try {
      const { Version, ApiVersion } = await engineCall<{ Version: string; ApiVersion: string }>('GET', '/version');
      const report = await runSuite(engine?.network ?? [], {
        SMOLFAAS_TEST_ENGINE: id,
        SMOLFAAS_TEST_BUILDER: builder,
      });
      const files = outcomeOf(id, report);
      keepRow({ engine: id, builder, version: Version, apiVersion: ApiVersion, files });
      const { failed, outlived } = total(files);
      expect({ failed, outlived }).toEqual({ failed: [], outlived: [] });
    } finally {
      await engine?.dispose();
    }
  });
});

/** What is read of vitest's report, see outcome.mjs. */
type Report = Parameters<typeof outcomeOf>[1];

/** Runs it with its output on the terminal; gives vitest's report. @throws when vitest wrote none */
async function runSuite(through: readonly string[], env: Record<string, string>): Promise<Report> {
  const dir = await mkdtemp(join(tmpdir(), 'smolfaas-suite-'));
  const file = join(dir, 'report.json');
  const vitest = ['pnpm', 'exec', 'vitest', 'run', '--project', 'e2e', '--exclude', 'e2e/engines/**'];
  const waits = [`--testTimeout=${PATIENCE * 180_000}`, `--hookTimeout=${PATIENCE * 180_000}`];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const [command = '', ...args] = [...through, ...vitest, ...suiteFiles, ...waits, ...reporters];
  try {
    const all = { ...process.env, ...env, SMOLFAAS_TEST_PATIENCE: String(PATIENCE) };
    const child = spawn(command, args, { env: all, stdio: ['ignore', 'inherit', 'inherit'] });
    await once(child, 'close');
    return JSON.parse(await readFile(file, 'utf8'));
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
