/**
 * A way out of a room that leads nowhere and counts: whatever in it asks the network, be it for a name, is seen.
 *
 *     engine, CLI, containers  ->  default route  ->  out  ->  (a pair of interfaces)  ->  nothing
 *
 * Without it such a packet would not be sent at all, since a room has no route, and a test could see no difference. IPv6 is off on it:
 * the kernel itself would look for neighbours.
 */
import type { Namespaces } from './namespaces.js';

const OPEN = `ip link add out type veth peer name nobody &&
for one in out nobody; do echo 1 > /proc/sys/net/ipv6/conf/$one/disable_ipv6; ip link set $one up; done
ip addr add 192.0.2.2/24 dev out &&
ip neigh add 192.0.2.1 lladdr 02:00:00:00:00:01 dev out &&
ip route add default via 192.0.2.1`;

/** Opens it, before the room's daemon starts. */
export async function openWayOut(room: Namespaces): Promise<void> {
  await room.run('sh', '-c', OPEN);
}

/** How many packets have left by it so far. */
export async function packetsOut(room: Namespaces): Promise<number> {
  const [link] = JSON.parse(await room.run('ip', '-s', '-j', 'link', 'show', 'out')) as {
    stats64: { tx: { packets: number } };
  }[];
  if (link === undefined) throw new Error('the room has no way out');
  return link.stats64.tx.packets;
}
