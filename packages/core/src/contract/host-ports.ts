/** Whether a port of this host is free, asked before anything is built. */

/** Who holds a port, as far as this host tells. */
export interface PortHolder {
  readonly process?: string;
  readonly pid?: number;
}

export interface HostPorts {
  /** Undefined when the port is free (or cannot be judged without more rights). @throws port-forbidden */
  holder(address: string, port: number): Promise<PortHolder | undefined>;
}
