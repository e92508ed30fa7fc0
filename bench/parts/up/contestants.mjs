/**
 * SmolFaaS and Docker Compose behind the same verbs, each with its own directory and names.
 *
 *   write    all functions new, with dependencies of their own      up, down   as a user runs them
 *   edit     one function, its dependency's name as it was          forget     images and networks, too
 *   version  what tells the running version of a function from any other
 */
import { join } from 'node:path';
import { writeFunctions } from '../../functions/write.mjs';
import { createComposeProject } from '../../kit/compose.mjs';
import { createProject } from '../../kit/smolfaas.mjs';

/** SmolFaaS, and Compose where there are peers. */
export async function contestants({ dir, id, functions, bases, peers, endpoint, signal }) {
  const ours = await createProject({ dir: join(dir, 'smolfaas'), id, signal });
  const all = [{ key: 'a', ...sources(ours.functionsDir, bases), ...oursAs(ours) }];
  if (peers === undefined) return all;
  const compose = { dir: join(dir, 'compose'), id, functions, bases, peers, endpoint, signal };
  const theirs = await createComposeProject(compose);
  return [...all, { key: 'b', ...sources(theirs.functionsDir, bases), ...theirsAs(theirs) }];
}

/** The word that marks the dependencies is chosen when all is written, and stays for edits. */
function sources(functionsDir, bases) {
  let dependency;
  return {
    write: (functions, word) => {
      dependency = word;
      return writeFunctions(functionsDir, functions, { version: word, dependency, bases });
    },
    edit: (one, change) => writeFunctions(functionsDir, [one], { dependency, bases, ...change }),
  };
}

function oursAs(project) {
  return {
    up: (options) => project.run(['up'], options),
    down: () => project.run(['down']),
    forget: () => project.run(['down', '--force']),
    version: (name) => project.answerOf(name),
  };
}

function theirsAs(project) {
  return {
    up: (options) => project.run(['up', '-d', '--build'], options),
    down: () => project.run(['down']),
    forget: () => project.run(['down', '--rmi', 'all', '--volumes']),
    version: (name) => project.imageOf(name),
  };
}
