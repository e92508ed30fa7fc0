/**
 * Stage 9, make: `${NAME}` in a secret stands for an environment variable of this host.
 *
 * `//registry.example/:_authToken=${NPM_TOKEN}` in a committed `.npmrc` is how teams keep a token out of it. The tool that reads the
 * file runs in a build step, which has no variable of the host, so the value has to be in the file that it is served. It goes no further:
 * cache keys are taken over the text as it is written, and the served file is a secret.
 *
 * What must stay true: only what is set is replaced. `${NAME-default}`, `${NAME?}` and names that are not set are left to the tool,
 * which finds them unset as well and does with them what it always does.
 */
type Variables = Readonly<Record<string, string | undefined>>;

const REFERENCE = /(?<!\\)\$\{([A-Za-z_]\w*)(\?|:?-[^{}]*)?\}/g;

/** The bytes with the values of variables in place of their names. */
export function expandVariables(bytes: Uint8Array = new Uint8Array(), variables: Variables = {}): Uint8Array {
  // As Latin-1 every byte is one character and comes back as it was, whatever the file's encoding is.
  const text = Buffer.from(bytes).toString('latin1');
  const expanded = text.replace(REFERENCE, (reference, name: string) => {
    const value = variables[name];
    return value === undefined ? reference : Buffer.from(value, 'utf8').toString('latin1');
  });
  return Buffer.from(expanded, 'latin1');
}

/** Names without a default that are not set, each once; comments do not count. */
export function unsetVariables(text: string, variables: Variables = {}): readonly string[] {
  const code = text.replace(/^\s*[#;].*$/gm, '');
  const names = [...code.matchAll(REFERENCE)].flatMap(([, name = '', rest]) => (rest === undefined ? [name] : []));
  return [...new Set(names)].filter((name) => variables[name] === undefined);
}
