/**
 * The address of the router that this machine dials: the first that it is published on. One that
 * means all addresses cannot be dialled on every system.
 */
import type { Settings } from '@smolfaas/core';

export function addressOf({ bind: [first = '127.0.0.1'] }: Pick<Settings, 'bind'>): string {
  if (first === '0.0.0.0') return '127.0.0.1';
  return first === '::' ? '::1' : first;
}
