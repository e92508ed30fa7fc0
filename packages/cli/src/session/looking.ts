/**
 * Commands that only look. They take no lock and write no log, so they leave no trace in a project,
 * and their output is not interrupted by a live display.
 */
const VERBS = ['ps', 'inspect', 'url', 'open', 'env', 'run', 'invoke'] as const;

export type LookingVerb = (typeof VERBS)[number];

export function isLooking(verb: string): verb is LookingVerb {
  return VERBS.some((one) => one === verb);
}
