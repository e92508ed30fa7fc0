/**
 * Kinds of values that several keys of the project file share.
 *
 * Invariant: values of settings are text, because YAML reads `3.10` as the number 3.1.
 */
import * as z from 'zod';

export const TEXT = 'must be text; put it in quotes';
export const TRUE_OR_FALSE = 'must be true or false';

export const text = z.string(TEXT);
export const flag = z.boolean(TRUE_OR_FALSE);
