/**
 * `npm run test:engines`: the whole end-to-end suite on every engine of catalog.mjs, one after the other, which takes hours. To do less:
 *
 *   npm run test:engines docker-28.5 podman-4.3            only these engines
 *   npm run test:engines docker-28.5 -- --builder container  only this builder
 *   npm run test:engines docker-28.5 e2e/corpus.test.ts    only these files
 *   npm run test:engines -- --missing                      only files that a row lacks, or of which something failed there
 *   npm run test:engines -- --report reports/e2e.json      runs nothing: takes what `npm test` said of this machine's engine (test-run/run-part.mjs)
 *
 * What each file did is kept at once (results.mjs), so a run may be ended and gone on with by `--missing`. Prints the table of docs/engines.md at its end,
 * and writes it there. The exit code is 1 when a test failed that is no declared limit (limits.mjs), or a limit has outlived what it describes.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { ROOT, runMain, setUp } from '../setup/main.mjs';
import { engineKind, ENGINES } from './catalog.mjs';
import { readRows } from './results.mjs';
import { provideRoot } from './roots.mjs';
import { engineTable } from './table.mjs';
import { takeReport } from './take-report.mjs';

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      builder: { type: 'string', default: '' },
      missing: { type: 'boolean', default: false },
      report: { type: 'string', default: '' },
    },
  });
  if (values.report !== '') {
    await takeReport(values.report);
    process.stdout.write(`${engineTable(readRows())}\n`);
    return 0;
  }
  const [files, ids] = [true, false].map((isFile) => positionals.filter((arg) => arg.includes('/') === isFile));
  const engines = ids.length === 0 ? ENGINES : ids.map(engineKind);
  const env = await setUp({ compiled: true, engine: true, builder: true });
  for (const { root } of engines) if (root !== undefined) await provideRoot(root);
  const vitest = ['exec', 'vitest', 'run', '--project', 'engines'];
  const child = spawn('pnpm', vitest, {
    cwd: ROOT,
    env: {
      ...env,
      SMOLFAAS_ENGINES: engines.map(({ id }) => id).join(','),
      SMOLFAAS_SUITE_BUILDERS: values.builder,
      SMOLFAAS_SUITE_FILES: files.join(','),
      SMOLFAAS_SUITE_MISSING: values.missing ? '1' : '',
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code] = await once(child, 'close');
  process.stdout.write(`\n${engineTable(readRows())}\n`);
  return code === 0 ? 0 : 1;
}

await runMain(main);
