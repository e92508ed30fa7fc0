/**
 * What of the host's settings nobody should read in an output: passwords and tokens, wherever their formats keep them.
 *
 * Builds show what their steps print, and a step may print its environment or the address that it could not reach. The steps get these
 * values because they need them; screens, logs and bug reports do not. Very short values are left out: hiding each "a" would hide everything.
 */
import type { HostSettings } from '@smolfaas/core';

const LEAST = 4;

/**
 * `scheme://user:password@`, a netrc's `password x`, npm's `_authToken=x`, yarn's `npmAuthToken: "x"`. Each keeps the value in its group.
 */
const PATTERNS: readonly RegExp[] = [
  /:\/\/[^/@\s:]*:([^/@\s]+)@/g,
  /\bpassword\s+(\S+)/g,
  /\b_(?:authToken|auth|password)\s*=\s*"?([^\s"]+)/g,
  /\bnpmAuth(?:Token|Ident)["']?\s*:\s*["']?([^\s"']+)/g,
];

/** Longest first, so that none is left half hidden by a shorter one. */
export function secretValues(host: HostSettings): readonly string[] {
  const { npmrc, yarnrc, goenv, uv, 'uv-with-pip': withPip, netrc, proxy = {}, variables = {} } = host;
  const texts = [npmrc, yarnrc, goenv, uv, withPip, netrc].map((bytes = new Uint8Array()) =>
    Buffer.from(bytes).toString('utf8'),
  );
  const found = [...texts, ...Object.values(proxy)].flatMap((text) =>
    PATTERNS.flatMap((pattern) => [...text.matchAll(pattern)].flatMap(([, value = '']) => spellings(value, variables))),
  );
  return [...new Set(found)].filter((value) => value.length >= LEAST).sort((a, b) => b.length - a.length);
}

/** As it is written; without the percent-encoding of addresses; and the value of a variable that it names. */
function spellings(value: string, variables: Readonly<Record<string, string | undefined>>): string[] {
  const named = /^\$\{(\w+)[?]?\}$/.exec(value)?.[1];
  if (named !== undefined) return [variables[named] ?? ''];
  return [value, decoded(value)];
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value; // no percent-encoding
  }
}
