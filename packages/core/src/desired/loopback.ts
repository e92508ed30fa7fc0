/**
 * Stage 4, desired: does an address belong to the loopback interface? Pure.
 *
 * Only this machine reaches what is published on such addresses alone. So a router there may serve
 * plain HTTP and name its functions.
 */

/** An IP address without brackets. */
export function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1' || address.startsWith('::ffff:127.');
}

/** Whether all addresses on which a router's ports are published are loopback addresses. */
export function loopbackOnly(bind: readonly string[]): boolean {
  return bind.every(isLoopback);
}
