/**
 * Checks the value of one flag per function. It finds a wrong value before the first call to the
 * engine. The engine's own error would appear minutes later and name neither the flag nor the rule.
 * The schema of the project file has the same rules (project-file/values.ts).
 */
import { statSync } from 'node:fs';
import { isIP } from 'node:net';
import { SmolfaasError, systemCode } from '@smolfaas/core';
import { LIMITS, wholeNumberRule } from './limits.js';

/**
 * What has set the value, for the message: `--http-port`, `SMOLFAAS_HTTP_PORT`, or a place in the
 * project file.
 */
export type FlagName = string;

function bad(flag: FlagName, value: string, why: string): SmolfaasError<'bad-flag'> {
  return new SmolfaasError('bad-flag', { flag, value, why });
}

/** @throws bad-flag unless it is a whole number within the bounds */
export function wholeNumber(flag: FlagName, value: string, least: number, most: number): number {
  const number = Number(value);
  if (!/^\d+$/.test(value.trim()) || number < least || number > most) {
    throw bad(flag, value, wholeNumberRule(least, most));
  }
  return number;
}

/** A TCP port that can be published. 0 would mean a different port in every run. */
export function port(flag: FlagName, value: string): number {
  return wholeNumber(flag, value, ...LIMITS['http-port']);
}

const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * A host name as in RFC 1123, in lower case. @throws bad-flag for addresses, ports, schemes and
 * paths
 */
export function hostName(flag: FlagName, value: string): string {
  const name = value.toLowerCase();
  // Node compiles a large expression for its first call of isIP, 4 ms of every run.
  const mayBeAddress = name.includes(':') || /\d$/.test(name);
  if (mayBeAddress && isIP(name) !== 0) throw bad(flag, value, 'must be a host name, not an IP address (see --bind)');
  if (name.includes('/')) throw bad(flag, value, 'must be a host name only, without scheme and path');
  if (/:\d*$/.test(name)) throw bad(flag, value, 'must be a host name without a port (see --https-port)');
  if (name.length > 253 || !name.split('.').every((label) => LABEL.test(label))) {
    throw bad(flag, value, 'must be a host name such as fn.localhost (letters, digits, - and dots)');
  }
  return name;
}

/** A project's name: a host name label, as names of objects derive from it. */
export function projectName(flag: FlagName, value: string): string {
  if (value.length > 40 || !LABEL.test(value)) {
    throw bad(
      flag,
      value,
      'must be lower-case letters, digits and -, at most 40, and begin and end with one of the former',
    );
  }
  return value;
}

/** Names of containers and networks, by the engine's rule. */
export function objectName(flag: FlagName, value: string): string {
  if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(value)) {
    throw bad(flag, value, 'must begin with a letter or digit, then letters, digits, _ . - (at least 2 characters)');
  }
  return value;
}

/**
 * A prefix of image names: lower case with single separators only (OCI distribution specification,
 * `<name>`).
 */
export function imagePrefix(flag: FlagName, value: string): string {
  if (!/^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*$/.test(value)) {
    throw bad(flag, value, 'must be lower-case letters and digits, with single . _ or - between them');
  }
  return value;
}

/** IP addresses from repeated flags or one comma-separated value; IPv6 brackets are dropped. */
export function addresses(flag: FlagName, values: readonly string[]): readonly string[] {
  const list = values.flatMap((value) => value.split(',')).map((text) => text.trim().replace(/^\[(.*)\]$/, '$1'));
  for (const address of list) {
    if (isIP(address) === 0) throw bad(flag, address, 'must be an IP address of this machine, such as 127.0.0.1');
  }
  return [...new Set(list)];
}

/** One of a few words. */
export function oneOf<const T extends string>(flag: FlagName, value: string, choices: readonly T[]): T {
  const chosen = choices.find((choice) => choice === value);
  if (chosen === undefined) throw bad(flag, value, `must be one of ${choices.join(', ')}`);
  return chosen;
}

/** Text that is not empty. An empty path would mean the working directory by accident. */
export function notEmpty(flag: FlagName, value: string): string {
  if (value.trim() === '') throw bad(flag, value, 'must not be empty');
  return value;
}

/**
 * A path short enough for the system to look up, whether it exists or not. @throws path-too-long
 */
export function notTooLong(flag: FlagName, path: string): string {
  try {
    statSync(path, { throwIfNoEntry: false });
  } catch (cause) {
    if (systemCode(cause) === 'ENAMETOOLONG')
      throw new SmolfaasError('path-too-long', { flag, length: path.length }, { cause });
  }
  return path;
}

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };

/**
 * Bytes in the usual notation: `500m`, `2g`, `1.5GB`. Units are powers of 1000, as in all output.
 * @throws bad-flag
 */
export function byteSize(flag: FlagName, value: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?) ?([kmgt]?)b?$/i.exec(value.trim()) ?? [];
  if (number === undefined) throw bad(flag, value, 'must be a size such as 500m or 2g');
  return Math.round(Number(number) * (UNITS[unit.toLowerCase()] ?? 1));
}

/** The reference of an image. The engine checks the rest. */
export function imageReference(flag: FlagName, value: string): string {
  if (value === '' || /\s/.test(value)) throw bad(flag, value, 'must be an image reference');
  return value;
}

/** The path of a file, not written like that of a directory. */
export function filePath(flag: FlagName, value: string): string {
  if (/[/\\]$/.test(notEmpty(flag, value))) throw bad(flag, value, 'is a directory, the path of a file is needed');
  return value;
}
