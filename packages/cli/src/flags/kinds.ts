/**
 * Which common flags the help of a command lists. Every command accepts all of them, so that one set
 * of flags (or a script's variable) fits every command; but the help of `du` is not about builds.
 *
 * Invariant: hidden flags have the same names, values and defaults as shown ones.
 */
import { commonFlags } from './common.js';

type FlagName = keyof typeof commonFlags;

const PLACE: readonly FlagName[] = ['functions-dir', 'config', 'state-db', 'verbose'];
const NAMES: readonly FlagName[] = ['network', 'image-prefix', 'caddy-name'];
const ADDRESS: readonly FlagName[] = ['addr', 'http-port', 'https-port', 'bind'];
const BUILDER: readonly FlagName[] = ['builder', 'builder-tls', 'buildkit-name'];

const SHOWN = {
  /** Compares everything with what it should be: `check`. */
  compare: [...PLACE, ...NAMES, ...ADDRESS],
  /** Looks at functions that run: `wait`. */
  look: [...PLACE, ...NAMES],
  /** Measures or removes objects of the project, the builder's too: `du`, `down`, `prune`. */
  objects: [...PLACE, ...NAMES, 'buildkit-name'],
  /** Is about images: `images` and its commands. */
  images: [...PLACE, 'image-prefix', 'caddy-name', ...BUILDER, 'ca-file', 'parallel'],
} satisfies Readonly<Record<string, readonly FlagName[]>>;

/** Ends the description of a command whose help does not list all flags. */
export const OTHER_FLAGS = 'The other flags of up are accepted too: smolfaas up --help.';

/** The common flags, as the help of this kind of command lists them. */
export function flagsFor(kind: keyof typeof SHOWN, ...more: readonly FlagName[]): typeof commonFlags {
  const shown = new Set<string>([...SHOWN[kind], ...more]);
  const hidden = Object.entries(commonFlags)
    .filter(([name]) => !shown.has(name))
    .map(([name, flag]) => [name, { ...flag, hidden: true }] as const);
  return Object.assign({}, commonFlags, Object.fromEntries(hidden));
}
