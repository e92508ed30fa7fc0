/**
 * Whether a port of this host is free. SmolFaaS checks this in preflight, to name the holder of a
 * taken port before anything is built and not only when the router starts.
 * It covers the machine that the CLI runs on; it cannot see the ports of a remote engine.
 */

/** The process that holds a port, as far as this host reveals it. */
export interface PortHolder {
  readonly process?: string;
  readonly pid?: number;
}

/** The ports of this host. */
export interface HostPorts {
  /**
   * Undefined when the port is free, or when more rights are needed to determine its holder.
   * @throws port-forbidden
   */
  holder(address: string, port: number): Promise<PortHolder | undefined>;
}
