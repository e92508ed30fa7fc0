/**
 * Do comments name the stages as ARCHITECTURE.md numbers them? Its table of stages is the one list:
 *
 *     | 7 | decide | `decide/` | ... |
 *
 * A comment may say `Stage 7, decide` (number and name have to go together, and in core the folder has to be that stage's), or only `stage 7`,
 * `stages 9 and 10`, `stages 10 to 12` (the numbers have to exist).
 */
const ROW = /^\| *(\d+) *\| *([a-z]+) *\| *(.+?) *\|/gm;
const NAMED = /\b[Ss]tage (\d+), ([a-z]+)/g;
const COMMENT = /^\s*(\*|\/\/|\/\*).*$/gm;
const NUMBERS = /\b[Ss]tages? (\d+)(?:(?:,? (?:to|and) )(\d+))?/g;

/** @returns {readonly { number: number, name: string, folders: readonly string[] }[]} folders relative to packages/core/src */
export function stageTable(architecture) {
  return [...architecture.matchAll(ROW)].map(([, number, name, cell]) => ({
    number: Number(number),
    name,
    folders: [...cell.matchAll(/`([^`]+)\/`/g)].map(([, folder]) => folder),
  }));
}

/** What is wrong with the stages that `source` names. @param path relative to the root, with `/` */
export function stageProblems(source, path, table) {
  const comments = (source.match(COMMENT) ?? []).join('\n');
  const own = table.filter(({ folders }) => folders.some((folder) => path.startsWith(`packages/core/src/${folder}/`)));
  const named = [...comments.matchAll(NAMED)].flatMap(([text, number, name]) => {
    const stage = table.find((one) => one.name === name);
    if (stage === undefined) return []; // a comma in a sentence
    if (stage.number !== Number(number)) return [`says "${text}", but ${name} is stage ${stage.number}`];
    if (own.length > 0 && !own.includes(stage)) return [`says "${text}" in a folder of stage ${own[0].number}`];
    return [];
  });
  const unknown = [...comments.matchAll(NUMBERS)].flatMap(([text, ...numbers]) =>
    numbers.some((number) => number !== undefined && !table.some((one) => one.number === Number(number)))
      ? [`says "${text}", but the table in ARCHITECTURE.md has no such stage`]
      : [],
  );
  return [...named, ...unknown];
}
