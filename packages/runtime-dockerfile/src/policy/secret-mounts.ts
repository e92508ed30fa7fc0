/**
 * Compares the secrets that steps mount with those in the project file.
 *
 * A step that requires a missing secret would stop the build in the middle, so the recipe is
 * refused before the build. Without `required` the step runs without the file, as with every other
 * client.
 */
import type { Problem } from '../problem.js';
import type { Instruction } from '../read/instructions.js';
import { mountsOf } from '../read/stages.js';

interface SecretMount {
  readonly id: string;
  readonly required: boolean;
  readonly line: number;
}

/** @param given ids in the setting `secrets` */
export function refuseMissingSecrets(
  filename: string,
  instructions: readonly Instruction[],
  given: readonly string[],
): Problem | undefined {
  const missing = secretMounts(instructions).find(({ id, required }) => required && !given.includes(id));
  if (missing === undefined) return undefined;
  const { id, line } = missing;
  return {
    message: `${filename} line ${line}: a step requires the secret ${JSON.stringify(id)}, and the project file gives none of this id`,
    hint: `in settings of this function: secrets: { ${id}: env=VARIABLE }, or src=FILE`,
  };
}

/**
 * Secrets of the project file that no step mounts: usually a typing mistake in one of the two ids.
 */
export function unusedSecrets(instructions: readonly Instruction[], given: readonly string[]): readonly string[] {
  const mounted = new Set(secretMounts(instructions).map(({ id }) => id));
  return given.filter((id) => !mounted.has(id)).map((id) => `setting secrets: no step mounts ${JSON.stringify(id)}`);
}

/**
 * Triggers are skipped: they run in other builds. Without an id, the last part of the target is the
 * id.
 */
function secretMounts(instructions: readonly Instruction[]): readonly SecretMount[] {
  return instructions
    .filter(({ keyword, trigger }) => keyword === 'RUN' && !trigger)
    .flatMap(({ flags }) => mountsOf(flags))
    .filter(({ options }) => options.get('type') === 'secret')
    .flatMap(({ options, line }) => {
      const target = options.get('target') ?? options.get('dst') ?? options.get('destination') ?? '';
      const id = options.get('id') ?? target.slice(target.lastIndexOf('/') + 1);
      const required = ['', 'true', '1'].includes(options.get('required')?.toLowerCase() ?? 'false');
      return id === '' || id.includes('$') ? [] : [{ id, required, line }];
    });
}
