/**
 * After the first `up` of a project in a git repository: a hint if git would commit the state files.
 *
 * Invariant: only the run that creates the database reads any rules.
 */
import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Environment } from '../process/environment.js';

/** @param stateDb path of the database, which did not exist when the run began */
export async function hintAtIgnoreRules(
  stateDb: string,
  { env, home }: Pick<Environment, 'env' | 'home'>,
  remark: (level: 'note', message: string) => void,
): Promise<void> {
  if (!existsSync(stateDb)) return;
  const { isIgnored, repositoryOf } = await import('../settings/ignored-by-git.js');
  const repository = repositoryOf(dirname(stateDb));
  if (repository === undefined) return;
  const configuration = join(env['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'git');
  if (isIgnored(stateDb, repository, configuration) && isIgnored(`${stateDb}-lock`, repository, configuration)) return;
  const file = join(repository, '.gitignore');
  remark('note', `git does not ignore the state files yet: echo '${relative(repository, stateDb)}*' >> ${file}`);
}
