/**
 * The body of `POST /containers/create` as Podman has to be told the same. Pure.
 *
 * | Docker's                           | Podman's    | why                                                                                      |
 * |------------------------------------|-------------|------------------------------------------------------------------------------------------|
 * | published on 0.0.0.0 or ::         | no address  | netavark takes 0.0.0.0 for the one address that a packet must be sent to; none arrives   |
 * | restart policy `unless-stopped`    | `always`    | podman-restart.service starts these at boot and no others; else both mean the same there |
 *
 * To Docker no address would mean those of IPv6 as well, which nobody asked for, and `always` that what its user stopped starts again.
 */

const EVERY = ['0.0.0.0', '::'];

interface Binding {
  readonly HostIp: string;
  readonly HostPort: string;
}
interface HostConfig {
  readonly PortBindings?: Readonly<Record<string, readonly Binding[]>>;
  readonly RestartPolicy?: { readonly Name: string };
}

/** The body with both changed, where it has them. */
export function podmanBody(body: { readonly HostConfig?: object | undefined }): object {
  const { PortBindings, RestartPolicy, ...rest }: HostConfig = body.HostConfig ?? {};
  const changed = {
    ...rest,
    ...(PortBindings && { PortBindings: withoutEveryAddress(PortBindings) }),
    ...(RestartPolicy && { RestartPolicy: fromBootOn(RestartPolicy) }),
  };
  return { ...body, HostConfig: changed };
}

/** Each port once for each address. */
function withoutEveryAddress(ports: NonNullable<HostConfig['PortBindings']>): HostConfig['PortBindings'] {
  return Object.fromEntries(Object.entries(ports).map(([port, bindings]) => [port, unique(bindings.map(plain))]));
}

function fromBootOn(policy: NonNullable<HostConfig['RestartPolicy']>): HostConfig['RestartPolicy'] {
  return policy.Name === 'unless-stopped' ? { ...policy, Name: 'always' } : policy;
}

function plain(binding: Binding): Binding {
  return EVERY.includes(binding.HostIp) ? { ...binding, HostIp: '' } : binding;
}

function unique(bindings: readonly Binding[]): readonly Binding[] {
  const same = (one: Binding) => (other: Binding) => one.HostIp === other.HostIp && one.HostPort === other.HostPort;
  return bindings.filter((one, at) => bindings.findIndex(same(one)) === at);
}
