/**
 * Turns flags and environment into the one value `Settings` that all pipelines take. oclif has
 * already applied the precedence (flag, then environment, then default). This file checks every
 * value and gives it its final form: absolute paths, milliseconds, numbers.
 *
 * Invariant: a wrong value is found here, before anything is touched, and exits with 2.
 */
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type OpenSettings, type RuntimeManifest, SmolfaasError } from '@smolfaas/core';
import { LOCK_FILE } from '@smolfaas/core/lock-file.js';
import type { FlagValues } from '../flags/common.js';
import type { Environment } from '../process/environment.js';
import { NO_PROJECT_FILE, type ProjectFile } from './project-file/project-file.js';
import { bases } from './bases.js';
import { builderChoice } from './builder.js';
import * as check from './check-value.js';
import { hostSettings } from './host.js';
import { loadLock } from './lock.js';
import { projectDirectory } from './project-directory.js';
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
): OpenSettings {
  const httpPort = given(flags['http-port'], (value) => check.port('--http-port', value));
  const httpsPort = given(flags['https-port'], (value) => check.port('--https-port', value));
  if (httpPort !== undefined && httpPort === httpsPort) {
    throw new SmolfaasError('bad-flag', { flag: '--https-port', value: `${httpsPort}`, why: 'is the HTTP port too' });
  }
  const place = projectDirectory(flags, environment);
  const directory = place.functionsDir;
  const lockFile = join(dirname(directory), LOCK_FILE);
  return {
    functionsDir: directory,
    addr: check.hostName('--addr', flags.addr),
    network: given(flags.network, (value) => check.objectName('--network', value)),
    caddyName: given(flags['caddy-name'], (value) => check.objectName('--caddy-name', value)),
    buildkitName: given(flags['buildkit-name'], (value) => check.objectName('--buildkit-name', value)),
    imagePrefix: given(flags['image-prefix'], (value) => check.imagePrefix('--image-prefix', value)),
    stateDb: stateDb(flags['state-db'], place.stateDb),
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
    ...(flags.name !== undefined && { name: check.projectName('--name', flags.name) }),
  };
}

/** Checks a value that a user may have given. */
function given<T>(value: string | undefined, checked: (value: string) => T): T | undefined {
  return value === undefined ? undefined : checked(value);
}

/**
 * Checks the path of the database, which is a file. A path that is already a directory, or is written like one, is a mistake.
 */
function stateDb(value: string | undefined, path: string): string {
  const isDirectory = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  if (isDirectory || /[/\\]$/.test(value ?? '')) {
    throw new SmolfaasError('bad-flag', {
      flag: '--state-db',
      value: value ?? path,
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
