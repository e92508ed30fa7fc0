/**
 * Turns flags and environment into the one value `Settings` that all pipelines take. oclif has
 * already applied the precedence (flag, then environment, then default). This file checks every
 * value and gives it its final form: absolute paths, milliseconds, numbers.
 *
 * Invariant: a wrong value is found here, before anything is touched, and exits with 2.
 */
import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type RuntimeManifest, type Settings, SmolfaasError } from '@smolfaas/core';
import { LOCK_FILE } from '@smolfaas/core/lock-file.js';
import type { FlagValues } from '../flags/common.js';
import type { Environment } from '../process/environment.js';
import { NO_PROJECT_FILE, type ProjectFile } from './project-file/project-file.js';
import { bases } from './bases.js';
import { builderChoice } from './builder.js';
import * as check from './check-value.js';
import { hostSettings } from './host.js';
import { loadLock } from './lock.js';
import { registrySettings } from './registries.js';

/**
 * @param manifests of the runtimes that are installed here: they declare which settings of the host
 * builds need
 * @throws bad-flag, lock-file-unreadable, lock-file-invalid
 */
export function toSettings(
  flags: FlagValues,
  environment: Environment,
  project: Pick<ProjectFile, 'functions' | 'registries'> = NO_PROJECT_FILE,
  manifests: readonly RuntimeManifest[] = [],
): Settings {
  const httpPort = check.port('--http-port', flags['http-port']);
  const httpsPort = check.port('--https-port', flags['https-port']);
  if (httpPort === httpsPort) {
    throw new SmolfaasError('bad-flag', { flag: '--https-port', value: `${httpsPort}`, why: 'is the HTTP port too' });
  }
  const directory = functionsDir(flags, environment);
  const lockFile = join(dirname(directory), LOCK_FILE);
  return {
    functionsDir: directory,
    addr: check.hostName('--addr', flags.addr),
    network: check.objectName('--network', flags.network),
    caddyName: check.objectName('--caddy-name', flags['caddy-name']),
    buildkitName: check.objectName('--buildkit-name', flags['buildkit-name']),
    imagePrefix: check.imagePrefix('--image-prefix', flags['image-prefix']),
    stateDb: stateDb(flags['state-db'], environment.cwd),
    httpPort,
    httpsPort,
    bind: bind(flags.bind, environment.loopback6),
    builder: builderChoice(flags, environment.cwd),
    readyTimeoutMs: 1000 * check.wholeNumber('--ready-timeout', flags['ready-timeout'], 1, 3600),
    drainTimeoutMs: 1000 * check.wholeNumber('--drain-timeout', flags['drain-timeout'], 0, 3600),
    buildTimeoutMs: 1000 * check.wholeNumber('--build-timeout', flags['build-timeout'], 1, 86_400),
    parallel: parallel(flags.parallel, environment.cores),
    removeOrphans: flags['remove-orphans'] ?? false,
    sourceLimits: {
      bytes: check.byteSize('--max-source-size', flags['max-source-size']),
      files: check.wholeNumber('--max-source-files', flags['max-source-files'], 1, 100_000_000),
    },
    keepImages: check.wholeNumber('--keep-images', flags['keep-images'], 0, 1000),
    bases: bases(environment.env),
    functions: project.functions,
    registries: registrySettings(project.registries),
    lockFile,
    ...loadLock(lockFile),
    locked: flags.locked ?? false,
    offline: flags.offline ?? false,
    functionCa: flags['function-ca'] ?? false,
    versionHeader: flags['version-header'] ?? true,
    host: hostSettings(environment, manifests, flags['ca-file']),
  };
}

/** Absolute. @throws bad-flag */
export function functionsDir(flags: Pick<FlagValues, 'functions-dir'>, { cwd }: Pick<Environment, 'cwd'>): string {
  return check.notTooLong('--functions-dir', resolve(cwd, check.notEmpty('--functions-dir', flags['functions-dir'])));
}

/**
 * The database is a file. A path that is already a directory, or is written like one, is a mistake.
 */
function stateDb(value: string, cwd: string): string {
  const path = check.notTooLong('--state-db', resolve(cwd, check.notEmpty('--state-db', value)));
  const isDirectory = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  if (isDirectory || /[/\\]$/.test(value)) {
    throw new SmolfaasError('bad-flag', {
      flag: '--state-db',
      value,
      why: 'is a directory, the path of a file is needed',
    });
  }
  return path;
}

/** Loopback only by default: most firewalls do not block ports that the engine publishes. */
function bind(value: FlagValues['bind'], loopback6: boolean): readonly string[] {
  if (value === undefined || value.length === 0) return loopback6 ? ['127.0.0.1', '::1'] : ['127.0.0.1'];
  return check.addresses('--bind', [value].flat());
}

/**
 * One more than cores: while builds use the cores, one more waits for the network or for a
 * container to answer.
 */
function parallel(value: string | undefined, cores: number): number {
  return value === undefined ? cores + 1 : check.wholeNumber('--parallel', value, 1, 64);
}
