/**
 * Parses the logins in Docker's `config.json`. Pure.
 *
 *   { "auths":       { "<server>": { "auth": "<base64 of user:password>" }
 *                                | { "identitytoken": "…" } | {} }, |
 *     "credHelpers": { "<server>": "<name>" },  programs docker-credential-<name>, for one registry
 *     "credsStore":  "<name>" }                 the same, for every other registry
 *
 * Order, as in the docker client: the registry's own helper, else the store, else `auths`. An empty
 * entry of `auths` only says that a store has the login.
 *
 * Gotcha: a server may be written with scheme and path. The last entry of a registry wins.
 */
import type { RegistryLogin } from '../registry-logins.js';
import { registryHost } from './hosts.js';

/** Where the login of a registry is. */
export type LoginSource =
  | { readonly kind: 'helper'; readonly name: string }
  | { readonly kind: 'login'; readonly login: RegistryLogin };

/** Where logins are, for every registry. */
export interface LoginConfig {
  /** By `registryHost`. */
  readonly helpers: ReadonlyMap<string, string>;
  readonly logins: ReadonlyMap<string, RegistryLogin>;
  /** The helper for registries without their own. */
  readonly store?: string;
}

/** Where the login of this registry is; undefined when it has none. */
export function loginSource(host: string, { helpers, logins, store }: LoginConfig): LoginSource | undefined {
  const name = helpers.get(registryHost(host)) ?? store;
  if (name !== undefined) return { kind: 'helper', name };
  const login = logins.get(registryHost(host));
  return login === undefined ? undefined : { kind: 'login', login };
}

/**
 * Undefined for text that is not a JSON object. Malformed parts are skipped, as the docker client
 * does.
 */
export function parseLoginConfig(text: string): LoginConfig | undefined {
  const config = parseObject(text);
  if (config === undefined) return undefined;
  const helpers = Object.entries(asObject(config['credHelpers']) ?? {}).flatMap(([server, name]) =>
    typeof name === 'string' && name !== '' ? [[registryHost(server), name] as const] : [],
  );
  const logins = Object.entries(asObject(config['auths']) ?? {}).flatMap(([server, entry]) => {
    const login = loginOf(asObject(entry) ?? {});
    return login === undefined ? [] : [[registryHost(server), login] as const];
  });
  const store = config['credsStore'];
  return {
    helpers: new Map(helpers),
    logins: new Map(logins),
    ...(typeof store === 'string' && store !== '' && { store }),
  };
}

/** A token wins over a password, since the registry issued it in exchange for one. */
function loginOf(entry: Record<string, unknown>): RegistryLogin | undefined {
  const { identitytoken, auth, username, password } = entry;
  if (typeof identitytoken === 'string' && identitytoken !== '') return { username: '', secret: identitytoken };
  if (typeof auth === 'string' && auth !== '') return userAndPassword(Buffer.from(auth, 'base64').toString('utf8'));
  return typeof username === 'string' && typeof password === 'string' ? { username, secret: password } : undefined;
}

/**
 * `user:password`. A password may contain colons, and old docker clients padded it with NUL bytes.
 */
function userAndPassword(text: string): RegistryLogin | undefined {
  const colon = text.indexOf(':');
  if (colon < 1) return undefined;
  return { username: text.slice(0, colon), secret: text.slice(colon + 1).replace(/^\0+|\0+$/g, '') };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}
