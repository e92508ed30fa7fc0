/**
 * How image registries are reached: what a builder of ours is told, so that it goes where the engine would go.
 *
 * The engine itself has its own configuration, which we do not touch. Logins are none of this: they are asked for while a build runs.
 */

/** One registry. Texts are PEM. */
export interface RegistrySettings {
  /** Hosts that are asked first, each with a path of repositories behind it if need be: `mirror.example/hub`. */
  readonly mirrors?: readonly string[];
  /** Its certificate is not verified, and HTTP taken where it speaks no TLS: what Docker calls an insecure registry. */
  readonly insecure?: boolean;
  /** Authorities that its certificate may come from, besides those that the host trusts. */
  readonly ca?: string;
  /** Our own certificate, where it wants one. */
  readonly client?: { readonly cert: string; readonly key: string };
}

/** By host, with a port where one is given; `docker.io` for Docker Hub. */
export type Registries = Readonly<Record<string, RegistrySettings>>;
