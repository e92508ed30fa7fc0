/**
 * Warns about values that stay in the image although they look like secrets: ARG and ENV are
 * written into its history and configuration.
 *
 * Only names can be checked, by the words that people use in them. A name alone leaks nothing, so
 * an ARG without a value is harmless.
 */
import type { Instruction } from '../read/instructions.js';

const SECRET = /(?:^|_)(?:apikey|auth|credentials?|key|passwd|password|pword|secret|token)(?:_|$)/i;
const PUBLIC = /(?:^|_)public(?:_|$)/i;

/**
 * A warning for each such name with a value.
 * @param args build arguments of the project file
 */
export function secretWarnings(
  instructions: readonly Instruction[],
  args: Readonly<Record<string, string>>,
): readonly string[] {
  const declared = instructions.flatMap(({ keyword, line, words }) =>
    keyword === 'ARG' || keyword === 'ENV'
      ? namesWithValue(words).map((name) => ({ name, at: `line ${line}: ${keyword}` }))
      : [],
  );
  const given = Object.keys(args).map((name) => ({ name, at: 'setting args:' }));
  return [...given, ...declared]
    .filter(({ name }) => SECRET.test(name) && !PUBLIC.test(name))
    .map(
      ({ name, at }) =>
        `${at} ${name} looks like a secret, and its value stays readable in the image; ` +
        `use the setting secrets and RUN --mount=type=secret,id=${name.toLowerCase()}`,
    );
}

/** `ENV NAME value` is the old form with one name. */
function namesWithValue(words: readonly string[]): string[] {
  const [first = '', second] = words;
  if (!first.includes('=')) return second === undefined ? [] : [first];
  return words.flatMap((word) => (/^[^=]+=(?!["']?["']?$)/.test(word) ? [word.slice(0, word.indexOf('='))] : []));
}
