/**
 * `node tools/api.mjs`: is the API reference in docs/api what typedoc makes of the packages, and does everything public have a description?
 * Exits 1 with a line for each thing that is wrong. With `--write` the reference is rewritten. Wants a build.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiReference } from './api/reference.mjs';
import { differences } from './generated/differences.mjs';
import { provideReleaseTools } from './release/provide.mjs';
import { ROOT, runMain } from './setup/main.mjs';

/** Those that are useful alone, and those that the author of a runtime meets. */
const PACKAGES = [
  { name: 'llb', thorough: true },
  { name: 'buildkit', thorough: true },
  { name: 'core', thorough: false },
  { name: 'router-caddy', thorough: false },
  { name: 'state-sqlite', thorough: false },
  { name: 'runtime-kit', thorough: false },
  { name: 'testing', thorough: false },
];
const KEPT = join(ROOT, 'docs/api');

async function main() {
  const scratch = mkdtempSync(join(tmpdir(), 'smolfaas-api-'));
  try {
    await provideReleaseTools();
    const isWriting = process.argv.includes('--write');
    const fresh = isWriting ? KEPT : join(scratch, 'fresh');
    if (isWriting) rmSync(KEPT, { recursive: true, force: true });
    mkdirSync(fresh, { recursive: true });
    const complaints = [];
    for (const { name, thorough } of PACKAGES) {
      const made = await apiReference({ folder: join(ROOT, 'packages', name), thorough }, join(scratch, name));
      writeFileSync(join(fresh, `${name}.md`), made.markdown);
      complaints.push(...made.complaints.map((complaint) => `packages/${name}: ${complaint}`));
    }
    complaints.push(...differences(fresh, KEPT).map((problem) => `docs/api/${problem} (mend with: pnpm api)`));
    for (const complaint of complaints) console.error(complaint);
    console.log(`api: ${PACKAGES.length} packages, ${complaints.length} complaints`);
    return complaints.length === 0 ? 0 : 1;
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

await runMain(main);
