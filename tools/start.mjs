/**
 * `npm start`: set up this machine, then bring the example functions up with the CLI of this clone.
 *
 * Arguments go to `smolfaas up`: `npm start -- --http-port 8080`. The CLI itself prints the URLs. Ctrl-C reaches it
 * directly (one process group); this process only waits, so that the CLI can finish what it must.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ROOT, runMain, setUp } from './setup/main.mjs';

async function main() {
  const env = await setUp();
  const cli = join(ROOT, 'packages/cli/bin/run.js');
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {});
  const up = spawn(process.execPath, [cli, 'up', ...process.argv.slice(2)], { cwd: ROOT, env, stdio: 'inherit' });
  const [code, signal] = await once(up, 'close');
  return signal === null ? code : 1;
}

await runMain(main);
