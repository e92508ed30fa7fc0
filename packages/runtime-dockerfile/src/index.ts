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
import { contextNeeds, type Contexts, contextsOf, refuseSameStage, unusedContexts } from './contexts.js';
import { filenameOf, followLinks, USUAL_NAMES, writtenLink } from './filename.js';
import { imageHints } from './image-hints.js';
import { needsOf } from './needs.js';
import { OUTPUT_HINTS } from './output-hints.js';
import { chooseFrontend } from './policy/frontend.js';
import { refusePrivileges } from './policy/privileges.js';
import { refuseMissingSecrets, unusedSecrets } from './policy/secret-mounts.js';
import { secretWarnings } from './policy/secret-names.js';
import type { Problem } from './problem.js';
import { readDockerfile } from './read/instructions.js';
import { neededStages, stagesOf, targetStage } from './read/stages.js';
import { readSettings } from './settings.js';
import { toldStages } from './told-stages.js';

function detect(tree: SourceTree, settings?: RecipeInput['settings']): Detection | undefined {
  const filename = filenameOf(tree, settings);
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
  const { target, args, secrets } = settings;
  const file = readFile(input.tree, settings.filename);
  if ('message' in file) return file;
  const { filename } = file;
  const dockerfile = readDockerfile(file.text);
  const { instructions } = dockerfile;
  const frontend = chooseFrontend(dockerfile, settings.frontends);
  if ('message' in frontend) return { ...frontend, message: `${filename} ${frontend.message}` };
  const privileged = refusePrivileges(dockerfile);
  if (privileged !== undefined) return { ...privileged, message: `${filename} ${privileged.message}` };

  const contexts = contextsOf(input.tree);
  if (isProblem(contexts)) return contexts;
  const stages = stagesOf(instructions, args, Object.keys(contexts));
  const replaced = refuseSameStage(filename, stages, contexts);
  if (replaced !== undefined) return replaced;
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
      needs: [...needsOf(dockerfile), ...contextNeeds(instructions, contexts)],
      ...(input.tree.shared !== undefined && { contexts }),
      ...(frontend.frontend !== undefined && { frontend: frontend.frontend }),
    },
    secrets,
    ...(settings.ssh.length > 0 && { ssh: settings.ssh }),
    notes: [
      ...file.notes,
      ...frontend.notes,
      ...unusedSecrets(instructions, ids),
      ...unusedContexts(instructions, contexts),
      ...unusedFiles(input.tree, filename),
    ],
    warnings: secretWarnings(instructions, args),
    failureHints: imageHints(filename, stages),
    outputHints: OUTPUT_HINTS,
  };
}

const isProblem = (one: Contexts | Problem): one is Problem => typeof one['message'] === 'string' && 'hint' in one;

interface File {
  /** The path that the frontend reads; it may be a link. */
  readonly filename: string;
  readonly text: string;
  readonly notes: readonly string[];
}

function readFile(tree: SourceTree, filename: string): File | Problem {
  const followed = followLinks(tree, filename);
  if (followed === undefined) return noDockerfile(filename);
  if ('message' in followed) return followed;
  const text = tree.readText(followed.path) ?? '';
  const written = writtenLink(tree, followed.path, text);
  if (written === undefined) return { filename, text, notes: [] };
  const notes = [`${filename} holds only the path ${written}, as a symbolic link that became text: ${written} is used`];
  return { filename: written, text: tree.readText(written) ?? '', notes };
}

/** Files that other tools use, where this build does not. */
function unusedFiles(tree: SourceTree, filename: string): readonly string[] {
  const others = USUAL_NAMES.filter((name) => name !== filename && USUAL_NAMES.some((usual) => usual === filename));
  const unused = others.filter((name) => tree.has(name));
  const ignores = /(^|\/)containerfile[^/]*$/i.test(filename) || tree.has('.dockerignore') ? [] : ['.containerignore'];
  return [
    ...unused.map((name) => `${name} is not used, as there is a ${filename}`),
    ...ignores
      .filter((name) => tree.has(name))
      .map((name) => `${name} is not used with ${filename}, as in docker build: name it .dockerignore`),
  ];
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
