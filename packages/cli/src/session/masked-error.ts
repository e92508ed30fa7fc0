/**
 * Removes secrets from an error. The last output of a step is a fact of the error that ends it, and
 * part of its causes.
 *
 * Invariant: code and shape are unchanged. Lists of lines are searched as one text, since a secret
 * may be wrapped over several lines.
 */
import { isSmolfaasError, SmolfaasError } from '@smolfaas/core';
import type { Mask } from '../text/mask.js';

/** Chains of causes can be circular, so the search ends at this depth. */
const DEEPEST = 8;

/** Returns the same error when there is nothing to hide. */
export function maskedError<E>(error: E, mask: Mask): E;
export function maskedError(error: unknown, mask: Mask): unknown {
  return mask.spellings.length === 0 ? error : withoutSecrets(error, mask, 0);
}

/** Masks all texts in a value, such as the facts of an error or a document for `--json`. */
export function maskedData<T>(value: T, mask: Mask): T;
export function maskedData(value: unknown, mask: Mask): unknown {
  if (typeof value === 'string') return mask.text(value);
  if (Array.isArray(value)) {
    if (value.every((one) => typeof one === 'string')) return mask.lines(value);
    return value.map((one: unknown) => maskedData(one, mask));
  }
  if (value instanceof Error) return withoutSecrets(value, mask, 0);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, maskedData<unknown>(one, mask)]));
}

function withoutSecrets(error: unknown, mask: Mask, depth: number): unknown {
  if (!(error instanceof Error) || depth > DEEPEST) return error;
  const cause = error.cause === undefined ? {} : { cause: withoutSecrets(error.cause, mask, depth + 1) };
  if (isSmolfaasError(error)) {
    return withStack(new SmolfaasError(error.code, maskedData(error.facts, mask), cause), error, mask);
  }
  const message = mask.text(error.message);
  const masked =
    error instanceof AggregateError
      ? new AggregateError(
          error.errors.map((one) => withoutSecrets(one, mask, depth + 1)),
          message,
          cause,
        )
      : new Error(message, cause);
  masked.name = error.name;
  if ('code' in error) Object.assign(masked, { code: error.code });
  return withStack(masked, error, mask);
}

/** Keeps the stack frames; the first lines of a stack are the message. */
function withStack(masked: Error, { stack = '' }: Error, mask: Mask): Error {
  const places = stack.split('\n').filter((line) => /^ +at /.test(line));
  masked.stack = [`${masked.name}: ${masked.message}`, ...places.map(mask.text)].join('\n');
  return masked;
}
