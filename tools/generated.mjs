/**
 * `node tools/generated.mjs`: is the committed protobuf code what `pnpm generate` makes of the .proto files? Exits 1 with a line
 * for each file that is not.
 *
 *   packages/<package>/buf.gen.yaml -> buf, into a temporary directory -> comparison with packages/<package>/src/gen
 *
 * The tree itself is never written to, so unfinished work is not at risk.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { differences } from './generated/differences.mjs';
import { run } from './process/command.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const packages = readdirSync(join(root, 'packages'))
  .map((name) => `packages/${name}`)
  .filter((folder) => existsSync(join(root, folder, 'buf.gen.yaml')));
const fresh = mkdtempSync(join(tmpdir(), 'smolfaas-generated-'));
try {
  const complaints = [];
  for (const folder of packages) {
    await run('pnpm', ['exec', 'buf', 'generate', '--template', `${folder}/buf.gen.yaml`, '-o', fresh], { cwd: root });
    const gen = join(folder, 'src', 'gen');
    complaints.push(...differences(join(fresh, gen), join(root, gen)).map((problem) => `${gen}/${problem}`));
  }
  for (const complaint of complaints) console.error(complaint);
  console.log(
    `generated: ${packages.length} packages, ${complaints.length} files that differ (mend with: pnpm generate)`,
  );
  process.exitCode = complaints.length === 0 ? 0 : 1;
} finally {
  rmSync(fresh, { recursive: true });
}
