/**
 * Lines about a builder container while it is made ready. They include its privileges on this host:
 * users who run a daemon that builds other people's code should not have to look them up.
 */
import type { BuilderPrivileges, SmolfaasEvent } from '@smolfaas/core';
import { safe } from '../text/safe.js';
import type { Theme } from './theme.js';

/** How a builder runs, as text. */
export const AS: Readonly<Record<BuilderPrivileges, string>> = {
  rootless: 'rootless',
  capabilities: 'with the capabilities SYS_ADMIN and NET_ADMIN',
  privileged: 'privileged',
};

/** One line per event. */
export function builderLines(event: Extract<SmolfaasEvent, { type: 'builder' }>, theme: Theme): string[] {
  if (event.phase === 'starting') return [theme.dim('builder starting')];
  if (event.phase === 'refused') {
    return [theme.dim(`builder cannot run ${AS[event.privileges]} here: ${safe(event.why)}`)];
  }
  if (event.privileges !== 'privileged') return [theme.dim(`builder running ${AS[event.privileges]}`)];
  const why = 'nothing less works on this host, and a privileged container can do there what root can';
  return [`${theme.warn('warning:')} builder ${safe(event.name)} runs privileged: ${why}`];
}
