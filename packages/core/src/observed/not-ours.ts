/**
 * The error about an object that holds a name we need and that another project or tool made: whose it is decides what a
 * user can do about it.
 *
 * | its labels name               | error            |
 * |-------------------------------|------------------|
 * | another functions directory   | project-conflict |
 * | none, or our own directory    | foreign-object   |
 */
import { SmolfaasError } from '../contract/errors.js';
import { LABEL, type Labels } from '../contract/labels.js';

/** An object that holds a name of this project. */
export interface NameHolder {
  readonly kind: 'container' | 'network' | 'volume' | 'image';
  readonly name: string;
  readonly id: string;
  readonly labels: Labels;
}

/** The error that names whose it is. @param functionsDir the directory of the project that needs the name, where it is known */
export function notOurs(
  { kind, name, id, labels }: NameHolder,
  functionsDir: string | undefined,
): SmolfaasError<'project-conflict' | 'foreign-object'> {
  const otherDir = labels[LABEL.functionsDir];
  if (functionsDir === undefined || otherDir === undefined || otherDir === functionsDir)
    return new SmolfaasError('foreign-object', { kind, name, id });
  return new SmolfaasError('project-conflict', { functionsDir, otherDir, object: `${kind} "${name}"` });
}
