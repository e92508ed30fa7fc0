/**
 * Creates the error for a name that this project needs and another project's or tool's object
 * holds. The owner decides what a user can do about it.
 *
 * | the object's label names      | error            |
 * |-------------------------------|------------------|
 * | another functions directory   | project-conflict |
 * | none, or this project's own   | foreign-object   |
 */
import { SmolfaasError } from '../contract/errors.js';
import { LABEL, type Labels } from '../contract/labels.js';

/** An object that holds a name this project needs. */
export interface NameHolder {
  readonly kind: 'container' | 'network' | 'volume' | 'image';
  readonly name: string;
  readonly id: string;
  readonly labels: Labels;
}

/**
 * The error that names the owner.
 * @param functionsDir the directory of the project that needs the name, if known
 */
export function notOurs(
  { kind, name, id, labels }: NameHolder,
  functionsDir: string | undefined,
): SmolfaasError<'project-conflict' | 'foreign-object'> {
  const otherDir = labels[LABEL.functionsDir];
  if (functionsDir === undefined || otherDir === undefined || otherDir === functionsDir)
    return new SmolfaasError('foreign-object', { kind, name, id });
  return new SmolfaasError('project-conflict', { functionsDir, otherDir, object: `${kind} "${name}"` });
}
