import { SmolfaasError } from '../contract/errors.js';

/** A code and its facts on one line, for tests: `routed-elsewhere upstream=x`. */
export function codedText({ code, facts }: { readonly code: string; readonly facts: object }): string {
  const told = Object.entries(facts)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]: [string, unknown]) => ` ${key}=${valueText(value)}`);
  return `${code}${told.join('')}`;
}

function valueText(value: unknown): string {
  if (value instanceof SmolfaasError) return value.code;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
