/**
 * Tells a pattern (`api-*`, `{web,api}`, `fn-[ab]`) from a name.
 *
 * Place: the arguments of commands, and the sentence for a pattern that matches nothing. Names of
 * functions have none of these characters.
 */
export const isPattern = (text: string): boolean => /[*?[\]{}()!]/.test(text);
