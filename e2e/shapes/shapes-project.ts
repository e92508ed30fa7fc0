/**
 * A project whose builds are handed things that must not stay: a certificate bundle and a user's `.npmrc`, both with a canary in
 * them. Whatever a build leaves behind can then be searched for the canaries.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { type BuildSteps, stepsOf } from '../harness/build-steps.js';
import type { CliResult } from '../harness/cli.js';
import { type Files, TestProject } from '../harness/project.js';

/** In the certificates that the host trusts. */
export const CA_CANARY = 'canary-in-the-ca-bundle-5f1c';
/** In the user's own .npmrc. */
export const TOKEN_CANARY = 'canary-token-of-the-host-9d3e';
/** The directory where install steps find both. */
export const SECRETS_DIR = 'run/smolfaas';

/** A project with these functions. */
export async function shapesProject(functions: Readonly<Record<string, Files>>): Promise<TestProject> {
  const project = await TestProject.create();
  for (const [name, files] of Object.entries(functions)) await project.write(name, files);
  const certificates = join(project.dir, 'extra-ca.pem');
  const already = process.env['NODE_EXTRA_CA_CERTS'];
  const others = already === undefined ? '' : await readFile(already, 'utf8');
  await writeFile(certificates, `${others}\n# ${CA_CANARY}\n${rootCertificates[0]}\n`);
  const npmrc = join(project.dir, 'npmrc');
  await writeFile(npmrc, `//npm.invalid/:_authToken=${TOKEN_CANARY}\n`);
  project.env = { NODE_EXTRA_CA_CERTS: certificates, npm_config_userconfig: npmrc };
  return project;
}

/** The first `up`, in which some functions may be broken. @throws with all output when one of the sound ones does not start */
export async function upWith(project: TestProject, sound: readonly string[]): Promise<CliResult> {
  const result = await project.run('up');
  const missing = sound.filter((name) => !new RegExp(`^${name} +started`, 'm').test(result.stdout));
  if (missing.length > 0) throw new Error(`not started: ${missing.join(', ')}\n${result.stdout}\n${result.stderr}`);
  return result;
}

/**
 * Changes a function's files, runs `up`, and tells which of its build steps ran. The builder remembers every content that any
 * build ever sent, so an edit has to be new (by the project's id), else its steps are found in the cache of an earlier test run.
 */
export async function stepsAfter(project: TestProject, fn: string, edit: Files): Promise<BuildSteps> {
  await project.write(fn, edit);
  return stepsOf(await project.run('up', '--verbose'), fn);
}

/** The outcome of each function, as `up --json` tells it. */
export async function outcomes(
  result: CliResult,
): Promise<Record<string, { status: string; built: boolean; ms: number }>> {
  const { functions } = JSON.parse(result.stdout) as {
    functions: { function: string; status: string; built: boolean; ms: number }[];
  };
  return Object.fromEntries(functions.map(({ function: name, ...rest }) => [name, rest]));
}

/** The names that `up` gave to the images of these functions. */
export function imageNames(project: TestProject, functions: readonly string[]): string[] {
  return functions.map((fn) => `${project.imagePrefix}-${fn}:latest`);
}
