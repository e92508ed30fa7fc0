/**
 * How a builder created by SmolFaaS reaches image registries, so that it contacts the same hosts as
 * the engine.
 *
 * The engine has its own configuration, which SmolFaaS does not touch. Logins are not included: the
 * daemon requests them during a build.
 */

/** One registry. Texts are PEM. */
export interface RegistrySettings {
  /** Hosts to query first, each optionally with a repository path: `mirror.example/hub`. */
  readonly mirrors?: readonly string[];
  /**
   * Does not verify its certificate, and accepts HTTP if it does not speak TLS: what Docker calls
   * an insecure registry.
   */
  readonly insecure?: boolean;
  /** Authorities that may issue its certificate, besides those that the host trusts. */
  readonly ca?: string;
  /** Client certificate and key, if the registry requires them. */
  readonly client?: { readonly cert: string; readonly key: string };
}

/** By host, with the port if there is one; `docker.io` for Docker Hub. */
export type Registries = Readonly<Record<string, RegistrySettings>>;
