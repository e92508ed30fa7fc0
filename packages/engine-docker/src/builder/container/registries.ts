/**
 * Translates registries into the format of BuildKit's daemon: tables of buildkitd.toml, and the
 * certificates that they name. Pure, golden-tested.
 *
 *   [registry."<host>"]
 *     mirrors = ["<host>/<path>"]
 *     http = true, insecure = true     together: TLS without verification, else HTTP; what Docker
 *                                      means by insecure
 *     ca = ["<file>"]                  besides the authorities that the daemon trusts anyway
 *   [[registry."<host>".keypair]]
 *     cert = "<file>", key = "<file>"
 *
 * Invariant: the only credentials here are certificates with their keys. Logins reach the daemon
 * over the session of each build.
 */
import type { Registries, RegistrySettings } from '@smolfaas/core';

/** A file for the builder's container. */
export interface BuilderFile {
  readonly name: string;
  readonly content: string;
  /** A private key, which only the daemon may read. */
  readonly isKey: boolean;
}

/** What the daemon receives: text for its configuration, and files. */
export interface BuildkitdRegistries {
  readonly toml: string;
  readonly files: readonly BuilderFile[];
}

/** @param directory absolute path in the container, where the files will be */
export function buildkitdRegistries(registries: Registries, directory: string): BuildkitdRegistries {
  const all = Object.entries(registries).map(([host, settings], index) =>
    tableOf(host, settings, { directory, index }),
  );
  return { toml: all.map(({ toml }) => toml).join('\n'), files: all.flatMap(({ files }) => files) };
}

/** Files are named by number, since a host may be too long for a file name in an archive. */
interface Naming {
  readonly directory: string;
  readonly index: number;
}

function tableOf(host: string, settings: RegistrySettings, { directory, index }: Naming): BuildkitdRegistries {
  const { mirrors = [], insecure = false, ca, client } = settings;
  const file = (kind: string) => `smolfaas-registry-${index}-${kind}.pem`;
  const at = (kind: string) => JSON.stringify(`${directory}/${file(kind)}`);
  const name = JSON.stringify(host);
  const lines = [
    `[registry.${name}]`,
    ...(mirrors.length > 0 ? [`mirrors = ${JSON.stringify(mirrors)}`] : []),
    ...(insecure ? ['http = true', 'insecure = true'] : []),
    ...(ca === undefined ? [] : [`ca = [${at('ca')}]`]),
    ...(client === undefined ? [] : [`[[registry.${name}.keypair]]`, `cert = ${at('cert')}`, `key = ${at('key')}`]),
  ];
  const files = { ca, cert: client?.cert, key: client?.key };
  return {
    toml: `${lines.join('\n')}\n`,
    files: Object.entries(files).flatMap(([kind, content]) =>
      content === undefined ? [] : [{ name: file(kind), content, isKey: kind === 'key' }],
    ),
  };
}
