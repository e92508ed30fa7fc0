/**
 * What the code says about its errors: how each looks on a terminal, with which exit code, and which files throw it.
 */

const END = /^ {2}exit (\d+)$/;

/** The examples in the golden file of sentences: `## code`, then blocks of lines that end with `  exit N`. */
export function examplesIn(golden) {
  return golden
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [code = '', ...lines] = section.trimEnd().split('\n');
      const found = { code: code.trim(), exits: [], examples: [] };
      let block = [];
      for (const line of lines) {
        const [, exit] = END.exec(line) ?? [];
        if (exit === undefined) block.push(line);
        else {
          found.examples.push(block.join('\n'));
          if (!found.exits.includes(Number(exit))) found.exits.push(Number(exit));
          block = [];
        }
      }
      return found;
    });
}

/** The files that throw each code, by code, sorted. */
export function placesIn(sources) {
  const places = new Map();
  for (const { path, text } of sources) {
    for (const [, code] of text.matchAll(/new SmolfaasError(?:<[^>(]*>)?\(\s*'([a-z0-9-]+)'/g))
      places.set(
        code,
        [...new Set([...(places.get(code) ?? []), path])].sort((a, b) => a.localeCompare(b, 'en')),
      );
  }
  return places;
}

/** The TypeScript module that the CLI shows pages from. */
export function factsModule(facts) {
  const entries = facts.map(
    ({ code, exits, examples, places }) => `  ${JSON.stringify(code)}: ${JSON.stringify({ exits, examples, places })},`,
  );
  return `/**
 * How each error looks on a terminal, its exit codes, and the files that throw it.
 *
 * Generated from the golden sentences and the sources: node tools/errors.mjs --write
 */
export const ERROR_FACTS: Readonly<
  Record<
    string,
    { readonly exits: readonly number[]; readonly examples: readonly string[]; readonly places: readonly string[] }
  >
> = {
${entries.join('\n')}
};
`;
}
