/**
 * Stage 9, make: `${NAME}` in a secret stands for an environment variable of this host.
 *
 * Teams write `//registry.example/:_authToken=${NPM_TOKEN}` into a committed `.npmrc` to keep the
 * token out of it. The tool that reads the file runs in a build step, which has no variables of the
 * host. So the file that SmolFaaS serves to the step must contain the value. The value does not
 * leak further: cache keys use the text as written, and the served file is a secret.
 *
 * Invariant: only variables that are set are replaced. `${NAME-default}`, `${NAME?}` and unset
 * names are left to the tool, which also finds them unset and handles them as usual.
 */
type Variables = Readonly<Record<string, string | undefined>>;

const REFERENCE = /(?<!\\)\$\{([A-Za-z_]\w*)(\?|:?-[^{}]*)?\}/g;

/** The bytes, with variable names replaced by their values. */
export function expandVariables(bytes: Uint8Array = new Uint8Array(), variables: Variables = {}): Uint8Array {
  // In Latin-1 every byte is one character, so all bytes survive the round trip, whatever the
  // file's encoding.
  const text = Buffer.from(bytes).toString('latin1');
  const expanded = text.replace(REFERENCE, (reference, name: string) => {
    const value = variables[name];
    return value === undefined ? reference : Buffer.from(value, 'utf8').toString('latin1');
  });
  return Buffer.from(expanded, 'latin1');
}

/** Unset names without a default, without duplicates; comments do not count. */
export function unsetVariables(text: string, variables: Variables = {}): readonly string[] {
  const code = text.replace(/^\s*[#;].*$/gm, '');
  const names = [...code.matchAll(REFERENCE)].flatMap(([, name = '', rest]) => (rest === undefined ? [name] : []));
  return [...new Set(names)].filter((name) => variables[name] === undefined);
}
