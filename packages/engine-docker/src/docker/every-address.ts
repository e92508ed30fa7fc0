/**
 * Ports that are published on every address, told to Podman in its own way. Pure.
 *
 * Why: netavark, which lays Podman's networks, takes 0.0.0.0 for the one address that a packet must be sent to, so nothing ever arrives. No
 * address at all means every one there. To Docker it would mean those of IPv6 as well, which nobody asked for.
 */

const EVERY = ['0.0.0.0', '::'];

interface Binding {
  readonly HostIp: string;
  readonly HostPort: string;
}
interface Publishing {
  readonly HostConfig?: { readonly PortBindings?: Readonly<Record<string, readonly Binding[]>> };
}

/** The body of `POST /containers/create` with each such address left away; one that is left twice is there once. */
export function withoutEveryAddress(body: object): object {
  const { HostConfig } = body as Publishing;
  if (HostConfig?.PortBindings === undefined) return body;
  const ports = Object.entries(HostConfig.PortBindings).map(([port, bindings]) => [port, unique(bindings.map(plain))]);
  const PortBindings: unknown = Object.fromEntries(ports);
  return { ...body, HostConfig: { ...HostConfig, PortBindings } };
}

function plain(binding: Binding): Binding {
  return EVERY.includes(binding.HostIp) ? { ...binding, HostIp: '' } : binding;
}

function unique(bindings: readonly Binding[]): readonly Binding[] {
  const same = (one: Binding) => (other: Binding) => one.HostIp === other.HostIp && one.HostPort === other.HostPort;
  return bindings.filter((one, at) => bindings.findIndex(same(one)) === at);
}
