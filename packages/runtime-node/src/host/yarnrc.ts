/**
 * Settings of yarn 2 and later, which reads no `.npmrc` and no `HTTP_PROXY`: from the user's
 * `.yarnrc.yml`, yarn's variables, and the host's proxies.
 *
 * Only settings about reaching registries are copied; paths and linkers in the user's file are
 * about this machine. The file is split at its top-level keys and not parsed, so copied text is
 * unchanged, including `${NAME}`.
 */
import type { HostGiven } from '@smolfaas/core';

/** Keys that are copied, each with its variable where yarn has one of a simple form. */
const KEYS: Readonly<Record<string, string | undefined>> = {
  npmRegistryServer: 'YARN_NPM_REGISTRY_SERVER',
  npmAuthToken: 'YARN_NPM_AUTH_TOKEN',
  npmAuthIdent: 'YARN_NPM_AUTH_IDENT',
  npmAlwaysAuth: 'YARN_NPM_ALWAYS_AUTH',
  httpProxy: 'YARN_HTTP_PROXY',
  httpsProxy: 'YARN_HTTPS_PROXY',
  enableStrictSsl: 'YARN_ENABLE_STRICT_SSL',
  npmRegistries: undefined,
  npmScopes: undefined,
  unsafeHttpWhitelist: undefined,
};

/** The text of a `.yarnrc.yml`; undefined when there is nothing to set. */
export function yarnrc({ files, variables, proxy }: HostGiven): string | undefined {
  const settings = new Map<string, string>();
  if (proxy.http !== undefined) settings.set('httpProxy', line('httpProxy', proxy.http));
  if (proxy.https !== undefined) settings.set('httpsProxy', line('httpsProxy', proxy.https));
  for (const [key, text] of blocks(files['yarnrc']?.content)) settings.set(key, text);
  for (const [key, variable] of Object.entries(KEYS)) {
    const value = variable === undefined ? undefined : variables[variable];
    if (value !== undefined) settings.set(key, line(key, value));
  }
  return settings.size === 0 ? undefined : [...settings.values()].join('');
}

/** A JSON string is also a YAML string; `true` and `false` need no quotes. */
function line(key: string, value: string): string {
  return `${key}: ${/^(?:true|false)$/.test(value) ? value : JSON.stringify(value)}\n`;
}

/** The file's top-level keys that are copied, each with all its lines. */
function blocks(file: Uint8Array = new Uint8Array()): (readonly [string, string])[] {
  const parts = Buffer.from(file)
    .toString('utf8')
    .split(/^(?=[^\s#-])/m);
  return parts.flatMap((part) => {
    const key = /^["']?(\w+)["']?\s*:/.exec(part)?.[1];
    return key !== undefined && Object.hasOwn(KEYS, key) ? [[key, `${part.trimEnd()}\n`] as const] : [];
  });
}
