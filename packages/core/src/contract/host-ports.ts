/**
 * Whether a port of this host is free, asked in preflight: a taken port shall be named by its holder before anything is built, instead of
 * being met when the router starts. It speaks of the machine the CLI runs on; the ports of a remote engine are not seen from here.
 */

/** Who holds a port, as far as this host tells. */
export interface PortHolder {
  readonly process?: string;
  readonly pid?: number;
}

/** The ports of this host. */
export interface HostPorts {
  /** Undefined when the port is free (or cannot be judged without more rights). @throws port-forbidden */
  holder(address: string, port: number): Promise<PortHolder | undefined>;
}
