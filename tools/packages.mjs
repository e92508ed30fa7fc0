/**
 * `node tools/packages.mjs`: are the packages fit to be published? Exits 1 with a line for each thing that is wrong.
 *
 *   pnpm pack of all -> contents, publint and attw for each, as many side by side as there are processors
 *
 * What is looked at are the tarballs, not the folders: that is what users get. Wants a build.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from './packages/inspect.mjs';
import { run } from './process/command.mjs';
import { createLimit } from './process/limit.mjs';
import { provideReleaseTools } from './release/provide.mjs';
import { ROOT, runMain } from './setup/main.mjs';

async function main() {
  const packs = mkdtempSync(join(tmpdir(), 'smolfaas-packs-'));
  try {
    const pack = run('pnpm', ['--recursive', '--silent', 'pack', '--pack-destination', packs], { cwd: ROOT });
    await Promise.all([pack, provideReleaseTools()]);
    const read = (path) => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
    const { engines, license } = read('package.json');
    const common = { version: read('packages/cli/package.json').version, engines, license, type: 'module' };
    const limited = createLimit(availableParallelism());
    const tarballs = readdirSync(packs).map((name) => join(packs, name));
    const found = await Promise.all(tarballs.map((tarball) => limited(() => inspect(tarball, common))));
    const complaints = found.flat();
    for (const complaint of complaints) console.error(complaint);
    console.log(`packages: ${tarballs.length} packed, ${complaints.length} complaints`);
    return complaints.length === 0 ? 0 : 1;
  } finally {
    rmSync(packs, { recursive: true });
  }
}

await runMain(main);
