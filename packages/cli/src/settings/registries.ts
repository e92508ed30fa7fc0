/**
 * The registry settings of the project file, with the content of the files that it names.
 *
 * Invariant: a named file exists and contains certificates, or the run ends before anything is
 * touched. A builder without it would fail at the first image with a TLS error.
 */
import { type Registries, type RegistrySettings, SmolfaasError, systemCode } from '@smolfaas/core';
import type { RegistryChoice } from './project-file/project-file.js';
import { readFile } from './read-file.js';

/** @throws bad-flag */
export function registrySettings(choices: ReadonlyMap<string, RegistryChoice>): Registries {
  return Object.fromEntries([...choices].map(([host, choice]) => [host.toLowerCase(), settingsOf(host, choice)]));
}

function settingsOf(host: string, { ca, ...rest }: RegistryChoice): RegistrySettings {
  return ca === undefined ? rest : { ...rest, ca: certificates(`registries."${host}".ca`, ca) };
}

function certificates(flag: string, value: string): string {
  let text: string;
  try {
    text = readFile(value).toString('utf8');
  } catch (cause) {
    const why = `cannot be read (${systemCode(cause) ?? 'error'})`;
    throw new SmolfaasError('bad-flag', { flag, value, why }, { cause });
  }
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  throw new SmolfaasError('bad-flag', { flag, value, why: 'holds no certificate in PEM format' });
}
