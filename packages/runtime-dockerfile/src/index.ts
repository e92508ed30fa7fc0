/**
 * The Dockerfile runtime: the user's own Dockerfile, built by BuildKit's own frontend.
 *
 * It emits no graph: the frontend inside the builder reads the Dockerfile and `.dockerignore` over
 * the session and makes the graph itself. The Dockerfile determines everything about the image,
 * including its user and its command. This runtime precedes every other one, so a function with a
 * Dockerfile is never built in another way.
 *
 * The file is also read here, for facts that SmolFaaS needs before it sends anything: which
 * frontend may run, whether a step needs privileges outside the sandbox, which secrets are needed,
 * and what an old frontend does not support.
 */
import type { Detection, Recipe, RecipeInput, Refusal, RuntimeHandler, SourceTree } from '@smolfaas/core';
import { imageHints } from './image-hints.js';
import { needsOf } from './needs.js';
import { chooseFrontend } from './policy/frontend.js';
import { refusePrivileges } from './policy/privileges.js';
import { refuseMissingSecrets, unusedSecrets } from './policy/secret-mounts.js';
import { secretWarnings } from './policy/secret-names.js';
import type { Problem } from './problem.js';
import { readDockerfile } from './read/instructions.js';
import { neededStages, stagesOf, targetStage } from './read/stages.js';
import { filenameOf, readSettings } from './settings.js';
import { toldStages } from './told-stages.js';

function detect(tree: SourceTree, settings?: RecipeInput['settings']): Detection | undefined {
  const filename = filenameOf(settings);
  // A Dockerfile named in the project file counts even if it is missing: the recipe reports that
  // better than a list of runtimes.
  return tree.has(filename) || settings?.['dockerfile'] !== undefined ? { evidence: [filename] } : undefined;
}

function recipe(input: RecipeInput): Recipe | Refusal {
  const answer = build(input);
  return 'message' in answer ? { refused: { message: answer.message, hint: answer.hint } } : answer;
}

function build(input: RecipeInput): Recipe | Problem {
  const settings = readSettings(input);
  if ('message' in settings) return settings;
  const { filename, target, args, secrets } = settings;
  const text = input.tree.readText(filename);
  if (text === undefined) return noDockerfile(filename);
  const dockerfile = readDockerfile(text);
  const { instructions } = dockerfile;
  const frontend = chooseFrontend(dockerfile, settings.frontends);
  if ('message' in frontend) return { ...frontend, message: `${filename} ${frontend.message}` };
  const privileged = refusePrivileges(dockerfile);
  if (privileged !== undefined) return { ...privileged, message: `${filename} ${privileged.message}` };

  const stages = stagesOf(instructions, args);
  const index = targetStage(stages, target);
  if (index === undefined) return noTarget(filename, target, stages);
  const needed = neededStages(stages, index);
  const ids = Object.keys(secrets);
  const missing = refuseMissingSecrets(
    filename,
    needed.flatMap((stage) => stage.instructions),
    ids,
  );
  if (missing !== undefined) return missing;
  return {
    image: {
      kind: 'dockerfile',
      filename,
      attrs: { ...frontend.attrs, ...attributes(target, args) },
      stages: toldStages(stages),
      needs: needsOf(dockerfile),
      ...(frontend.frontend !== undefined && { frontend: frontend.frontend }),
    },
    secrets,
    ...(settings.ssh.length > 0 && { ssh: settings.ssh }),
    notes: [...frontend.notes, ...unusedSecrets(instructions, ids)],
    warnings: secretWarnings(instructions, args),
    failureHints: imageHints(filename, stages),
  };
}

function attributes(target: string | undefined, args: Readonly<Record<string, string>>): Record<string, string> {
  const named = Object.entries(args).map(([name, value]) => [`build-arg:${name}`, value]);
  return { ...(target !== undefined && { target }), ...Object.fromEntries(named) };
}

function noDockerfile(filename: string): Problem {
  const outside = filename.startsWith('/') || filename.split('/').includes('..');
  return {
    message: `setting dockerfile: there is no file ${filename}${outside ? ", and no path may leave the function's directory" : ''}`,
    hint: "paths are relative to the function's directory",
  };
}

function noTarget(filename: string, target: string | undefined, stages: ReturnType<typeof stagesOf>): Problem {
  const names = stages.flatMap(({ name }) => name ?? []);
  return {
    message: `setting target: ${filename} has no stage ${JSON.stringify(target)}`,
    hint: names.length > 0 ? `it has: ${names.join(', ')}` : 'name a stage: FROM image AS name',
  };
}

/**
 * The handler. Frontend attributes come from the settings; the frontend reads defaults of `ARG` in
 * the Dockerfile itself.
 */
export const runtime: RuntimeHandler = { contract: 1, id: 'dockerfile', detect, recipe };
