/**
 * Turns the keys of function-container.ts into the value that the stages take: absolute paths, bytes
 * and milliseconds.
 */
import { resolve } from 'node:path';
import type { FunctionChoice, SecretChoice, SecretOrigin } from '@smolfaas/core';
import { byteSize, tmpfsOf } from './byte-sizes.js';
import { commandWords } from './command-words.js';
import type { FunctionContent } from './function.js';

/** How long a command of a secret may take, in seconds. */
const COMMAND_SECONDS = 10;

type ContainerChoice = Omit<FunctionChoice, 'runtime' | 'settings' | 'maps' | 'ca' | 'replicas'>;

/** @param base directory for relative paths; commands of secrets run there */
export function containerChoice(content: FunctionContent, base: string): ContainerChoice {
  const { env, env_file, secrets, memory, cpus, pids, read_only, tmpfs, networks, start } = content;
  const memoryBytes = memory === undefined ? undefined : byteSize(memory);
  return {
    ...(env && { env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, textOf(value)])) }),
    ...(env_file !== undefined && { envFiles: [env_file].flat().map((path) => resolve(base, path)) }),
    ...(secrets && { secrets: secretChoices(secrets, base) }),
    ...(memoryBytes !== undefined && { memoryBytes }),
    ...(cpus !== undefined && { cpus }),
    ...(pids !== undefined && { pids }),
    ...(read_only !== undefined && { readOnly: read_only }),
    ...(tmpfs && { tmpfs: tmpfs.map(tmpfsOf) }),
    ...(networks && { networks }),
    ...(start !== undefined && { start: commandWords(start) }),
    ...healthChoice(content),
  };
}

const textOf = (value: string | number | boolean | null): string | null => (value === null ? null : String(value));

function healthChoice({ health }: FunctionContent): Pick<FunctionChoice, 'health'> {
  if (health === undefined) return {};
  const { path, deadline, interval } = health;
  return {
    health: {
      ...(path !== undefined && { path }),
      ...(deadline !== undefined && { deadlineMs: Math.round(deadline * 1000) }),
      ...(interval !== undefined && { intervalMs: Math.round(interval * 1000) }),
    },
  };
}

type Secrets = NonNullable<FunctionContent['secrets']>;

function secretChoices(secrets: Secrets, base: string): Readonly<Record<string, SecretChoice>> {
  return Object.fromEntries(
    Object.entries(secrets).map(([name, secret]) => {
      const { as_env } = secret;
      const variable = as_env === true ? name : as_env;
      const from = originOf(secret, base);
      return [name, { from, ...(typeof variable === 'string' && { variable }) }];
    }),
  );
}

/** The schema has made sure that there is exactly one. */
function originOf({ env, file, command = '', timeout = COMMAND_SECONDS }: Secrets[string], base: string): SecretOrigin {
  if (env !== undefined) return { kind: 'env', env };
  if (file !== undefined) return { kind: 'file', path: resolve(base, file) };
  const timeoutMs = Math.round(timeout * 1000);
  return typeof command === 'string'
    ? { kind: 'command', argv: shell(command), text: command, cwd: base, timeoutMs }
    : { kind: 'command', argv: command, text: command.join(' '), cwd: base, timeoutMs };
}

/** `-e` is not set: the exit code of the last command counts, as in a terminal. */
function shell(text: string): readonly string[] {
  return process.platform === 'win32' ? ['cmd.exe', '/d', '/s', '/c', text] : ['/bin/sh', '-c', text];
}
