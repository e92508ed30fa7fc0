/**
 * Kinds of values that several keys of the project file share.
 *
 * Invariant: text must be text, because YAML reads `3.10` as the number 3.1.
 */
import { isSmolfaasError } from '@smolfaas/core';
import * as z from 'zod';
import { wholeNumberRule } from '../limits.js';

export const TEXT = 'must be text; put it in quotes';
export const TRUE_OR_FALSE = 'must be true or false';

export const text = z.string(TEXT);
export const flag = z.boolean(TRUE_OR_FALSE);

export function wholeNumber(least: number, most: number) {
  const rule = wholeNumberRule(least, most);
  const error = ({ input }: { readonly input?: unknown }) =>
    typeof input === 'string' && /^\d+$/.test(input) ? `${rule}, without quotes` : rule;
  return z.int({ error }).min(least, rule).max(most, rule);
}

/** The path of a file or directory; relative to the project file. */
export const path = text.min(1, 'must be a path');

/**
 * Text by the same rule as the value of a flag.
 * @param check throws bad-flag
 * @param words that may be meant, for a suggestion
 */
export function ruled(check: (source: string, value: string) => unknown, words: readonly string[] = []) {
  return text.superRefine((value, context) => {
    try {
      check('', value);
    } catch (error) {
      if (!isSmolfaasError(error, 'bad-flag')) throw error;
      context.addIssue({ code: 'custom', message: error.facts.why, params: { words } });
    }
  });
}

/** What the reference says about a key besides its description. */
export interface KeyFacts {
  /** The value without it, in words. */
  readonly default?: string | undefined;
  /** Name of the flag that also sets it. */
  readonly flag?: string | undefined;
  /** The kind of value, where the schema alone does not show it. */
  readonly kind?: string | undefined;
}

/** Metadata of a key. The facts become part of its description in the JSON Schema. */
export const about = (description: string, facts: KeyFacts = {}) => ({ description, facts });
