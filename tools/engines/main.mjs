/**
 * `npm run test:engines`: the whole end-to-end suite on every engine of catalog.mjs, one after the other, which takes hours;
 * `npm run test:engines docker-28.5 podman-4.3` only on these, and with names of files (`e2e/corpus.test.ts`) only those. Prints the table of docs/engines.md at its end, and writes it there.
 *
 * The exit code is 1 when a test failed that is no declared limit (limits.mjs), or a limit has outlived what it describes.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ROOT, runMain, setUp } from '../setup/main.mjs';
import { engineKind, ENGINES } from './catalog.mjs';
import { readRows } from './results.mjs';
import { provideRoot } from './roots.mjs';
import { engineTable } from './table.mjs';

async function main() {
  const [files, ids] = [true, false].map((isFile) =>
    process.argv.slice(2).filter((arg) => arg.includes('/') === isFile),
  );
  const engines = ids.length === 0 ? ENGINES : ids.map(engineKind);
  const env = await setUp({ compiled: true, engine: true, builder: true });
  for (const { root } of engines) if (root !== undefined) await provideRoot(root);
  const vitest = ['exec', 'vitest', 'run', '--project', 'engines'];
  const child = spawn('pnpm', vitest, {
    cwd: ROOT,
    env: { ...env, SMOLFAAS_ENGINES: engines.map(({ id }) => id).join(','), SMOLFAAS_SUITE_FILES: files.join(',') },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code] = await once(child, 'close');
  process.stdout.write(`\n${engineTable(readRows())}\n`);
  return code === 0 ? 0 : 1;
}

await runMain(main);
