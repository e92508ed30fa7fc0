/**
 * The values that no output may show: passwords and tokens in the host's settings, and the secrets
 * that builds receive.
 *
 * Builds show the output of their steps, and a step may print its environment or an address that it
 * cannot reach. Steps need these values; screens, logs and bug reports do not. Very short values
 * are left out: hiding each "a" would hide everything.
 */
import { isUtf8 } from 'node:buffer';
import type { HostFound, HostSettings, ServedSecret } from '@smolfaas/core';
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

/** Names of variables whose whole value is a password or a token: `YARN_NPM_AUTH_TOKEN`. */
const SECRET = /(?:token|secret|passw(?:or)?d|pwd|auth_?ident|credential|api_?key)$/i;

/**
 * Values inside a declared secret: `"token": "x"`, `API_KEY=x`. The value is in one of the groups.
 */
const NAMED =
  /(?:token|secret|passw(?:or)?d|pwd|auth|credential|key)[\w-]*["']?\s*[=:]\s*(?:"([^"]{8,})"|'([^']{8,})'|([^\s"',;]{8,}))/gi;

/**
 * The values to hide for a secret of a build: all of it and the values inside it. For the settings
 * of a tool, only the values inside them. Their variables have already been replaced.
 */
export function servedValues({ value, kind }: ServedSecret): readonly SecretValue[] {
  if (!isUtf8(value)) return [value];
  const text = Buffer.from(value).toString('utf8');
  const inside = [...new Set([...passwordsIn(text, {}), ...namedIn(text, {})])];
  return kind === 'settings' ? inside : [text, ...inside];
}

/**
 * The host's own values, longest first, so that a shorter one never leaves part of a longer one
 * visible.
 */
export function secretValues(host: HostSettings): readonly string[] {
  const {
    found: byRuntime = new Map<string, Readonly<Record<string, HostFound>>>(),
    proxy = {},
    variables = {},
  } = host;
  const settings = [...byRuntime.values()].flatMap((one) => Object.values(one));
  const texts = settings.flatMap(({ files, variables: named }) => [
    ...Object.values(files).map(({ content }) => Buffer.from(content).toString('utf8')),
    ...Object.entries(named).map(([name, value]) => `${name}=${value}`),
  ]);
  const secret = settings.flatMap(({ variables: named }) =>
    Object.entries(named).filter(([name]) => SECRET.test(name)),
  );
  const found = [
    ...[...texts, ...Object.values(proxy)].flatMap((text) => passwordsIn(text, variables)),
    ...texts.flatMap((text) => namedIn(text, variables)),
    ...secret.map(([, value]) => value).filter(({ length }) => length >= LEAST),
  ];
  return [...new Set(found)].sort((a, b) => b.length - a.length);
}

function passwordsIn(text: string, variables: NonNullable<HostSettings['variables']>): readonly string[] {
  const found = PATTERNS.flatMap((pattern) => [...text.matchAll(pattern)]);
  const values = found.flatMap(([, value = '']) => spellings(value, variables));
  return [...new Set(values)].filter((value) => value.length >= LEAST);
}

/** Values after a name that says what they are; tools of strangers have formats of their own. */
function namedIn(text: string, variables: NonNullable<HostSettings['variables']>): readonly string[] {
  const values = [...text.matchAll(NAMED)].map(([, double, single, bare]) => double ?? single ?? bare ?? '');
  return values.flatMap((value) => spellings(value, variables)).filter((value) => value.length >= LEAST);
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
