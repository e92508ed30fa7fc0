/**
 * Stage 4, desired: the values of a function's secrets, as its containers' labels show them. Pure.
 *
 * Each digest is keyed with a random key in the state database (docs/decisions/0064), so a label
 * cannot be used to test guesses. A run that reads no secrets compares no digests.
 */
import { LABEL, type Labels } from '../contract/labels.js';
import type { GivenSecret } from '../source/given/given.js';
import { canonicalJson } from './canonical-hash.js';
import { differingNames } from './setting-digests.js';

/** The label with the digests; none without secrets. */
export function secretsLabel(secrets: readonly GivenSecret[]): Labels {
  if (secrets.length === 0) return {};
  return { [LABEL.secrets]: canonicalJson(Object.fromEntries(secrets.map(({ name, digest }) => [name, digest]))) };
}

/** Names of the secrets whose value a container with these labels does not have, sorted. */
export function changedSecrets(labels: Labels, secrets: readonly GivenSecret[]): readonly string[] {
  return differingNames(labels[LABEL.secrets], secretsLabel(secrets)[LABEL.secrets]);
}

/**
 * The variables that contain secrets. A single line loses its line end, as in a shell: files of
 * secrets often end with one that is not part of the password.
 */
export function secretVariables(secrets: readonly GivenSecret[]): Readonly<Record<string, string>> {
  const pairs = secrets.flatMap(({ variable, value }): [string, string][] => {
    if (variable === undefined) return [];
    const text = Buffer.from(value).toString('utf8');
    const line = text.replace(/\r?\n$/, '');
    return [[variable, line.includes('\n') ? text : line]];
  });
  return Object.fromEntries(pairs);
}
