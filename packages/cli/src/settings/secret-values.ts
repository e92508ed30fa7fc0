/**
 * The values that no output may show: passwords and tokens in the host's settings, and the secrets
 * that builds receive.
 *
 * Builds show the output of their steps, and a step may print its environment or an address that it
 * cannot reach. Steps need these values; screens, logs and bug reports do not. Very short values
 * are left out: hiding each "a" would hide everything.
 */
import { isUtf8 } from 'node:buffer';
import type { HostSettings, ServedSecret } from '@smolfaas/core';
import type { SecretValue } from '../text/secret-spellings.js';

const LEAST = 4;

/**
 * `scheme://user:password@`, a netrc's `password x`, npm's `_authToken=x`, yarn's `npmAuthToken:
 * "x"`. Each pattern captures the value in its group.
 */
const PATTERNS: readonly RegExp[] = [
  /:\/\/[^/@\s:]*:([^/@\s]+)@/g,
  /\bpassword\s+(\S+)/g,
  /\b_(?:authToken|auth|password)\s*=\s*"?([^\s"]+)/g,
  /\bnpmAuth(?:Token|Ident)["']?\s*:\s*["']?([^\s"']+)/g,
];

/**
 * Values inside a declared secret: `"token": "x"`, `API_KEY=x`. The value is in one of the groups.
 */
const NAMED =
  /(?:token|secret|passw(?:or)?d|pwd|auth|credential|key)[\w-]*["']?\s*[=:]\s*(?:"([^"]{8,})"|'([^']{8,})'|([^\s"',;]{8,}))/gi;

/**
 * The values to hide for a secret of a build: all of it and the values inside it. For a package
 * manager's settings, only the values inside them. Their variables have already been replaced.
 */
export function servedValues({ value, kind }: ServedSecret): readonly SecretValue[] {
  if (!isUtf8(value)) return [value];
  const text = Buffer.from(value).toString('utf8');
  const inside = passwordsIn(text, {});
  if (kind === 'settings') return inside;
  const named = [...text.matchAll(NAMED)].map(([, double, single, bare]) => double ?? single ?? bare ?? '');
  return [text, ...inside, ...named];
}

/**
 * The host's own values, longest first, so that a shorter one never leaves part of a longer one
 * visible.
 */
export function secretValues(host: HostSettings): readonly string[] {
  const { npmrc, yarnrc, goenv, uv, 'uv-with-pip': withPip, netrc, proxy = {}, variables = {} } = host;
  const texts = [npmrc, yarnrc, goenv, uv, withPip, netrc].map((bytes = new Uint8Array()) =>
    Buffer.from(bytes).toString('utf8'),
  );
  const found = [...texts, ...Object.values(proxy)].flatMap((text) => passwordsIn(text, variables));
  return [...new Set(found)].sort((a, b) => b.length - a.length);
}

function passwordsIn(text: string, variables: NonNullable<HostSettings['variables']>): readonly string[] {
  const found = PATTERNS.flatMap((pattern) => [...text.matchAll(pattern)]);
  const values = found.flatMap(([, value = '']) => spellings(value, variables));
  return [...new Set(values)].filter((value) => value.length >= LEAST);
}

/**
 * The value as written; without the percent-encoding of addresses; or the value of the variable
 * that it names.
 */
function spellings(value: string, variables: Readonly<Record<string, string | undefined>>): string[] {
  const named = /^\$\{(\w+)[?]?\}$/.exec(value)?.[1];
  if (named !== undefined) return [variables[named] ?? ''];
  return [value, decoded(value)];
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value; // not percent-encoded
  }
}
