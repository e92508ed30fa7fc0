/**
 * `$NAME`, `${NAME}`, `${NAME:-word}` and `${NAME:+word}` in a reference, as far as their values are known without a build.
 *
 * Unknown ones (the platform of the builder, forms that only newer frontends have) make the whole text unknown: half a name of an image
 * is worth less than none.
 */
export type Variables = Readonly<Record<string, string | undefined>>;

const REFERENCE = /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:[-+])((?:[^{}]|\{[^{}]*\})*))?\})/g;

/** The text with values in place of the names; undefined when one has no value, or is in a form that is not known. */
export function expand(text: string, variables: Variables): string | undefined {
  let known = true;
  const expanded = text.replace(REFERENCE, (_, plain?: string, braced?: string, operator?: string, word = '') => {
    const value = variables[plain ?? braced ?? ''];
    const isSet = value !== undefined && value !== '';
    const inner = operator === undefined ? undefined : expand(word, variables);
    const result = operator === ':+' ? (isSet ? inner : '') : isSet || operator === undefined ? value : inner;
    known &&= result !== undefined;
    return result ?? '';
  });
  return known && !expanded.includes('$') ? expanded : undefined;
}
