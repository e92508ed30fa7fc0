/**
 * Set-up step: TypeScript to JavaScript. `tsc -b` keeps its own record of what is up to date, so it is simply run each time.
 */
import { run } from '../process/command.mjs';
import { say, secondsSince } from '../process/say.mjs';

/** Builds all packages; the compiler's messages go to the terminal as they come. */
export async function compile(root, env) {
  const start = Date.now();
  await run('pnpm', ['--silent', 'build'], { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] });
  say('build', `done (${secondsSince(start)})`);
}
