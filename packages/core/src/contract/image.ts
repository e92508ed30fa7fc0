/**
 * The image configuration, in the spelling of the OCI image specification (config.md) and Docker:
 * capitalised inside `config`.
 * A recipe states it completely, because LLB carries no environment or command from a base image
 * into the result.
 */
export interface ImageConfig {
  /** GOARCH name; filled in when the build is bound to a platform. */
  readonly architecture?: string;
  /** GOOS name; filled in when the build is bound to a platform. */
  readonly os?: string;
  /** RFC 3339. Fixed for images that SmolFaaS builds: the same source gives the same image. */
  readonly created?: string;
  readonly config: ContainerConfig;
}

/** Defaults for containers created from the image. */
export interface ContainerConfig {
  /** Numeric `uid:gid` for the runtimes of SmolFaaS. */
  readonly User?: string;
  readonly Env?: readonly string[];
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly WorkingDir?: string;
  readonly ExposedPorts?: Readonly<Record<string, Record<string, never>>>;
  readonly Labels?: Readonly<Record<string, string>>;
  readonly StopSignal?: string;
}
