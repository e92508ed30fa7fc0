/**
 * Set-up step: pnpm 10. The workspace's lock file and settings are written for this major version.
 *
 * Where npm's global folder is writable and there is no pnpm at all, it goes there, so that `pnpm` works in
 * the user's shell afterwards. Another version that the user has is never replaced: ours then lives in `.tools/` of the
 * clone and only the children of the set-up see it.
 */
import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ask, run } from '../process/command.mjs';
import { say } from '../process/say.mjs';

/** Additions to the environment (`PATH`) under which `pnpm` is the right one. */
export async function providePackageManager(root, env) {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const wanted = packageManager.split('@')[1];
  const major = `${wanted.split('.')[0]}.`;
  const found = versionOfPnpm(env);
  if (found?.startsWith(major)) return done(found, {});

  const prefix = join(root, '.tools');
  const own = { PATH: `${join(prefix, 'node_modules/.bin')}${delimiter}${env.PATH}` };
  const kept = versionOfPnpm({ ...env, ...own });
  if (kept?.startsWith(major)) return done(`${kept} in .tools`, own);

  const isGlobal = found === undefined && isWritable(ask('npm', ['prefix', '--global'], { env }));
  const target = isGlobal ? ['--global'] : ['--prefix', prefix];
  await run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', ...target, packageManager], { env });
  return done(`installed ${wanted}${isGlobal ? '' : ' in .tools'}`, isGlobal ? {} : own);
}

function done(outcome, additions) {
  say('pnpm', outcome);
  return additions;
}

/** Asked outside of the clone: inside, some versions of pnpm first download the one that package.json names. */
function versionOfPnpm(env) {
  return ask('pnpm', ['--version'], { env, cwd: '/' });
}

function isWritable(prefix) {
  try {
    accessSync(join(prefix, 'lib/node_modules'), constants.W_OK);
    return true;
  } catch {
    return false; // no such folder or no permission: npm could not install there either
  }
}
