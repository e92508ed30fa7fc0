/**
 * Translates the body of `POST /containers/create` so that it means the same to Podman. Pure.
 *
 * | Docker's                        | Podman's   | why                                         |
 * |---------------------------------|------------|---------------------------------------------|
 * | published on 0.0.0.0 or ::      | no address | netavark takes 0.0.0.0 for the one address  |
 * |                                 |            | that a packet must be sent to; none arrives |
 * | published on 127.0.0.1 and ::1  | 127.0.0.1  | the network has no IPv6: connections to ::1 |
 * |                                 |            | would be accepted and lead nowhere          |
 * | restart policy `unless-stopped` | `always`   | podman-restart.service starts only these at |
 * |                                 |            | boot; otherwise both mean the same there    |
 *
 * To Docker, no address would also mean all IPv6 addresses, which was not requested. `always` would
 * mean that containers stopped by the user start again.
 */

const EVERY = ['0.0.0.0', '::'];
const LOOPBACK = { v4: '127.0.0.1', v6: '::1' };

interface Binding {
  readonly HostIp: string;
  readonly HostPort: string;
}
interface HostConfig {
  readonly PortBindings?: Readonly<Record<string, readonly Binding[]>>;
  readonly RestartPolicy?: { readonly Name: string };
}

/** The body with these fields changed, if it has them. */
export function podmanBody(body: { readonly HostConfig?: object | undefined }): object {
  const { PortBindings, RestartPolicy, ...rest }: HostConfig = body.HostConfig ?? {};
  const changed = {
    ...rest,
    ...(PortBindings && { PortBindings: reachable(PortBindings) }),
    ...(RestartPolicy && { RestartPolicy: fromBootOn(RestartPolicy) }),
  };
  return { ...body, HostConfig: changed };
}

/** Each port once for each address on which it is reachable. */
function reachable(ports: NonNullable<HostConfig['PortBindings']>): HostConfig['PortBindings'] {
  return Object.fromEntries(
    Object.entries(ports).map(([port, bindings]) => [port, unique(onOneLoopback(bindings).map(plain))]),
  );
}

/** A port on ::1 alone is kept there, as its user requested. */
function onOneLoopback(bindings: readonly Binding[]): readonly Binding[] {
  const hasV4 = bindings.some(({ HostIp }) => HostIp === LOOPBACK.v4);
  return hasV4 ? bindings.filter(({ HostIp }) => HostIp !== LOOPBACK.v6) : bindings;
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
