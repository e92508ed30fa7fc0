/**
 * Code in documents that is taken from files which are tested, so that it cannot grow old.
 *
 * In a document, a comment in front of a fence says where its code is from:
 *
 *     <!-- snippet: examples/runtimes/static/index.js#detect -->      a part, between two comment lines in that file:
 *     <!-- snippet: examples/runtimes/static/index.test.js -->        // docs:start detect … // docs:end
 *
 * Invariant: in a document with such comments, all code has one. Only what a reader types or sees (`console`, `text`) is
 * free; commands have tests of their own.
 */
const COMMENT = /^<!-- snippet: (?<path>[^\s#]+)(?:#(?<part>[\w-]+))? -->$/;
const FENCE = /^```(?<language>\w*)$/;
const MARK = /^\s*\/\/ docs:(?:start (?<name>[\w-]+)|end)\s*$/;
const FREE = ['', 'console', 'text'];

/**
 * The document with every snippet as its file has it now, and what is wrong: files or parts that are missing, code of no file
 * (`problems`), and snippets that differ (`stale`), each with its line. `read` gives the text of a path, or undefined. Pure otherwise.
 */
export function refresh(markdown, read) {
  const lines = markdown.split('\n');
  const sources = sourcesOf(lines);
  const fences = fencesOf(lines);
  /** @type {{ problems: string[], stale: string[] }} */
  const found = { problems: [], stale: [] };
  for (const { at, ...source } of sources) {
    const fence = fences.find(({ start }) => isNext(lines, at, start));
    const code = fence === undefined ? `names ${label(source)}, but no code follows` : codeOf(source, read);
    if (typeof code === 'string') found.problems.push(`${at + 1} ${code}`);
    else if (code.join('\n') !== fence.code.join('\n')) {
      found.stale.push(`${at + 1} differs from ${label(source)}`);
      fence.code = code;
    }
  }
  if (sources.length > 0) found.problems.push(...codeOfNoFile(lines, fences, sources));
  return { markdown: woven(lines, fences), ...found };
}

/** The comments, with their line (from 0). */
function sourcesOf(lines) {
  return lines.flatMap((line, at) => {
    const { path, part } = COMMENT.exec(line)?.groups ?? {};
    return path === undefined ? [] : [{ at, path, part }];
  });
}

/** The fences, with the lines of their marks (from 0) and the code between them. */
function fencesOf(lines) {
  const fences = [];
  for (let start = 0; start < lines.length; start += 1) {
    const { language } = FENCE.exec(lines[start])?.groups ?? {};
    const end = language === undefined ? -1 : lines.indexOf('```', start + 1);
    if (end === -1) continue;
    fences.push({ start, end, language, code: lines.slice(start + 1, end) });
    start = end;
  }
  return fences;
}

/** Nothing but empty lines between a comment and a fence. */
function isNext(lines, at, start) {
  return at < start && lines.slice(at + 1, start).every((line) => line.trim() === '');
}

function codeOfNoFile(lines, fences, sources) {
  return fences
    .filter(({ language }) => !FREE.includes(language))
    .filter(({ start }) => !sources.some(({ at }) => isNext(lines, at, start)))
    .map(({ start }) => `${start + 1} shows code of no file`);
}

function woven(lines, fences) {
  let next = 0;
  const parts = fences.flatMap(({ start, end, code }) => {
    const before = lines.slice(next, start + 1);
    next = end;
    return [...before, ...code];
  });
  return [...parts, ...lines.slice(next)].join('\n');
}

const label = ({ path, part }) => (part === undefined ? path : `${path}#${part}`);

/** Lines of a file or of its part, without the marks; a sentence when there is none. */
function codeOf({ path, part }, read) {
  const text = read(path);
  if (text === undefined) return `names ${path}, which is not there`;
  const lines = text.replace(/\n$/, '').split('\n');
  if (part === undefined) return lines.filter((line) => !MARK.test(line));
  const start = lines.findIndex((line) => MARK.exec(line)?.groups.name === part);
  const length = lines.slice(start + 1).findIndex((line) => MARK.test(line));
  if (start === -1 || length === -1)
    return `names part "${part}" of ${path}, which has no such docs:start and docs:end`;
  return dedented(lines.slice(start + 1, start + 1 + length));
}

function dedented(lines) {
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/));
  return lines.map((line) => line.slice(Math.min(...indents)));
}
