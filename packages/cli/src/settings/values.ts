/**
 * Applies the precedence: flag, then environment, then project file, then default. Pure.
 *
 * oclif has merged flags and environment. What it has returned is therefore compared with the
 * environment once more, so that an error can name the variable and not a flag that was not typed.
 */
import type { FlagValues, SwitchFlag, TextFlag } from '../flags/common.js';
import { DEFAULTS } from '../flags/defaults.js';
import type { ProjectFile } from './project-file/project-file.js';

/** What set a value (`--addr`, `SMOLFAAS_ADDR`, `smolfaas.yaml:3:7: addr`), and the value. */
export type SourcedText = readonly [source: string, text: string];

/** Flags that always have a value. */
export type DefaultedFlag = keyof typeof DEFAULTS;

export interface Values {
  /** The value of a flag that has a default. */
  text(name: DefaultedFlag): SourcedText;
  /** The value, unless it is the default or there is none. */
  given(name: TextFlag): SourcedText | undefined;
  /** The values of `--bind`; undefined for the default. */
  bind(): readonly [source: string, texts: readonly string[]] | undefined;
  on(name: SwitchFlag, byDefault: boolean): boolean;
}

export function valuesOf(
  flags: FlagValues,
  env: Readonly<Record<string, string | undefined>>,
  { values }: Pick<ProjectFile, 'values'>,
): Values {
  const given = (name: TextFlag): SourcedText | undefined => {
    const typed = flags[name];
    if (typed !== undefined) return [sourceOf(name, typed, env), typed];
    const set = values.get(name);
    return set === undefined ? undefined : [set.source, String(set.value)];
  };
  return {
    given,
    text: (name) => given(name) ?? [`--${name}`, DEFAULTS[name]],
    bind() {
      const typed = flags.bind;
      if (typed !== undefined && typed.length > 0) return [sourceOf('bind', typed, env), [typed].flat()];
      const set = values.get('bind');
      return set === undefined ? undefined : [set.source, [set.value].flat().map(String)];
    },
    on(name, byDefault) {
      const set = values.get(name);
      return flags[name] ?? (set === undefined ? byDefault : set.value === true);
    },
  };
}

/** The variable of a flag: `--http-port` is `SMOLFAAS_HTTP_PORT`. */
export const variableOf = (flag: string): string => `SMOLFAAS_${flag.toUpperCase().replaceAll('-', '_')}`;

/**
 * The flag or its variable. Where both have the same value, it is the variable: it would be wrong
 * without the flag, too.
 */
function sourceOf(name: string, value: unknown, env: Readonly<Record<string, string | undefined>>): string {
  const variable = variableOf(name);
  return env[variable] === value ? variable : `--${name}`;
}
