/**
 * Commands that only look. They take no lock and write no log, so they leave no trace in a project,
 * and their output is not interrupted by a live display.
 *
 * Those that are about addresses connect the engine only if they have to. They use no runtime, and
 * nothing of this host that builds need, so a session does not read these for them.
 */
const ADDRESS_VERBS = ['url', 'open', 'env', 'run', 'invoke'] as const;
const VERBS = ['ps', 'inspect', ...ADDRESS_VERBS] as const;

export type LookingVerb = (typeof VERBS)[number];

export function isLooking(verb: string): verb is LookingVerb {
  return VERBS.some((one) => one === verb);
}

export function isAboutAddresses(verb: string): boolean {
  return ADDRESS_VERBS.some((one) => one === verb);
}
