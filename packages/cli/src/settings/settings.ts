/**
 * Turns flags, environment and project file into the one value `Settings` that all pipelines take.
 * values.ts applies the precedence. This file checks every value and gives it its final form:
 * absolute paths, milliseconds, numbers.
 *
 * Invariant: a wrong value is found here, before anything is touched, and exits with 2.
 */
import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isLoopback, type OpenSettings, type RuntimeManifest, SmolfaasError } from '@smolfaas/core';
import { LOCK_FILE } from '@smolfaas/core/lock-file.js';
import type { FlagValues, TextFlag } from '../flags/common.js';
import { DEFAULTS } from '../flags/defaults.js';
import type { Environment } from '../process/environment.js';
import { NO_PROJECT_FILE, type ProjectFile } from './project-file/project-file.js';
import { bases } from './bases.js';
import { builderChoice } from './builder.js';
import * as check from './check-value.js';
import { hostSettings } from './host.js';
import { LIMITS, type NumberFlag } from './limits.js';
import { loadLock } from './lock.js';
import { projectBase } from './project-base.js';
import { registrySettings } from './registries.js';
import { routeFaults } from './routes.js';
import { type SourcedText, type Values, valuesOf } from './values.js';

/**
 * @param manifests of the runtimes that are installed here: they declare which settings of the host
 * builds need
 * @throws bad-flag, lock-file-unreadable, lock-file-invalid
 */
export function toSettings(
  flags: FlagValues,
  environment: Environment,
  project: ProjectFile = NO_PROJECT_FILE,
  manifests: readonly RuntimeManifest[] = [],
): OpenSettings {
  const values = valuesOf(flags, environment.env, project);
  const number = (name: Exclude<NumberFlag, 'parallel' | 'http-port' | 'https-port'>): number =>
    check.wholeNumber(...values.text(name), ...LIMITS[name]);
  const { httpPort, httpsPort } = ports(values);
  const directory = functionsDir(flags, environment, project);
  const addresses = bind(values, environment.loopback6);
  const lockFile = join(dirname(directory), LOCK_FILE);
  return {
    functionsDir: directory,
    addr: addr(values, project),
    network: ifGiven(values, 'network', check.objectName),
    caddyName: ifGiven(values, 'caddy-name', check.objectName),
    buildkitName: ifGiven(values, 'buildkit-name', check.objectName),
    imagePrefix: ifGiven(values, 'image-prefix', check.imagePrefix),
    stateDb: stateDb(values, flags, environment, project),
    httpPort,
    httpsPort,
    bind: addresses,
    builder: builderChoice(values, environment.cwd),
    readyTimeoutMs: 1000 * number('ready-timeout'),
    drainTimeoutMs: 1000 * number('drain-timeout'),
    buildTimeoutMs: 1000 * number('build-timeout'),
    parallel: parallel(values.given('parallel'), environment.cores),
    removeOrphans: values.on('remove-orphans', false),
    sourceLimits: {
      bytes: check.byteSize(...values.text('max-source-size')),
      files: number('max-source-files'),
    },
    keepImages: number('keep-images'),
    bases: bases(environment.env, project.bases),
    functions: project.functions,
    registries: registrySettings(project.registries),
    lockFile,
    ...loadLock(lockFile),
    locked: values.on('locked', false),
    offline: values.on('offline', false),
    functionCa: values.on('function-ca', false),
    versionHeader: values.on('version-header', true),
    host: hostSettings(environment, manifests, values.given('ca-file')),
    ...(project.warning !== undefined && values.given('functions-dir') === undefined && { functionsDirIsGuess: true }),
    ...(plainHttp(values, addresses) && { plainHttp: true }),
    ...named(ifGiven(values, 'name', check.projectName)),
  };
}

/** Checks a value that a user may have given. */
function ifGiven<T>(values: Values, name: TextFlag, checked: (source: string, text: string) => T): T | undefined {
  const found = values.given(name);
  return found && checked(...found);
}

const named = (name: string | undefined): Pick<OpenSettings, 'name'> => (name === undefined ? {} : { name });

function ports(values: Values): Pick<OpenSettings, 'httpPort' | 'httpsPort'> {
  const httpPort = ifGiven(values, 'http-port', check.port);
  const httpsPort = ifGiven(values, 'https-port', check.port);
  const [source, text] = values.given('https-port') ?? [];
  if (source === undefined || text === undefined || httpPort !== httpsPort) return { httpPort, httpsPort };
  throw new SmolfaasError('bad-flag', { flag: source, value: text, why: 'is the HTTP port too' });
}

/**
 * Absolute. A path of the project file is relative to that file, any other to the working directory.
 * @throws bad-flag, also when the working directory is below that of a project file with another
 * functions directory, and has one of its own: either may be meant
 */
export function functionsDir(
  flags: FlagValues,
  environment: Pick<Environment, 'cwd' | 'env' | 'home'>,
  project: ProjectFile = NO_PROJECT_FILE,
): string {
  const { cwd, env } = environment;
  const values = valuesOf(flags, env, project);
  if (values.given('functions-dir') === undefined)
    return check.notTooLong('--functions-dir', join(projectBase(flags, environment).base, DEFAULTS['functions-dir']));
  const [source, text] = values.text('functions-dir');
  const path = check.notTooLong(source, resolve(cwd, check.notEmpty(source, text)));
  const own = resolve(cwd, DEFAULTS['functions-dir']);
  if (flags['functions-dir'] !== undefined || path === own || !isAbove(project.path, cwd) || !existsSync(own))
    return path;
  const why = `is not the functions directory here, ${own}: name one of them with --functions-dir`;
  throw new SmolfaasError('bad-flag', { flag: source, value: text, why });
}

/** Whether the file is in a directory above, not in this one. */
const isAbove = (file: string | undefined, cwd: string): boolean =>
  file !== undefined && cwd.startsWith(join(dirname(file), '/')) && cwd !== dirname(file);

/**
 * The database is a file. A path that is already a directory, or is written like one, is a mistake.
 */
function stateDb(
  values: Values,
  flags: FlagValues,
  environment: Pick<Environment, 'cwd' | 'home'>,
  project: ProjectFile,
): string {
  const [source, text] = values.text('state-db');
  const usual = () => databaseDirectory(text, projectBase(flags, environment).base, project);
  const base = values.given('state-db') === undefined ? usual() : environment.cwd;
  const path = check.notTooLong(source, resolve(base, check.filePath(source, text)));
  if (!(statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false)) return path;
  throw new SmolfaasError('bad-flag', {
    flag: source,
    value: text,
    why: 'is a directory, the path of a file is needed',
  });
}

/** @throws bad-flag also for a name that a route of the project file has */
function addr(values: Values, { functions }: ProjectFile): string {
  const [source, text] = values.text('addr');
  const name = check.hostName(source, text);
  const routes = [...functions].map(([fn, choice]) => [fn, choice.routes ?? []] as const);
  const [fault] = routeFaults(new Map(routes), name);
  if (fault === undefined) return name;
  const why = `conflicts with functions.${fault.function}.routes.${fault.index} of the project file: ${fault.message}`;
  throw new SmolfaasError('bad-flag', { flag: source, value: text, why });
}

/** Without TLS, only this machine may reach the router. */
function plainHttp(values: Values, addresses: readonly string[]): boolean {
  const isOn = values.on('plain-http', false);
  const other = addresses.find((address) => !isLoopback(address));
  if (!isOn || other === undefined) return isOn;
  const [source] = values.bind() ?? ['--bind'];
  const why = 'is not a loopback address; plain HTTP is served on those only: name 127.0.0.1, or turn plain-http off';
  throw new SmolfaasError('bad-flag', { flag: source, value: other, why });
}

/**
 * Where the project file names the functions directory, the database is beside that file, in
 * whatever directory a command runs. It may do so, too, where it cannot be read.
 */
function databaseDirectory(name: string, base: string, { path: file, values, warning }: ProjectFile): string {
  if (file === undefined) return base;
  const mayNameIt = warning !== undefined && !existsSync(resolve(base, name));
  return values.has('functions-dir') || mayNameIt ? dirname(file) : base;
}

/** Loopback only by default: most firewalls do not block ports that the engine publishes. */
function bind(values: Values, loopback6: boolean): readonly string[] {
  const given = values.bind();
  if (given === undefined) return loopback6 ? ['127.0.0.1', '::1'] : ['127.0.0.1'];
  return check.addresses(...given);
}

/**
 * One more than cores: while builds use the cores, one more waits for the network or for a
 * container to answer.
 */
function parallel(given: SourcedText | undefined, cores: number): number {
  return given === undefined ? cores + 1 : check.wholeNumber(...given, ...LIMITS.parallel);
}
