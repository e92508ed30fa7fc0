/**
 * Code in documents that is taken from files which are tested, so that it cannot grow old.
 *
 * In a document, a comment in front of a fence says where its code is from:
 *
 *     <!-- snippet: examples/runtimes/static/index.js#detect -->      a part, between two comment lines in that file:
 *     <!-- snippet: examples/runtimes/static/index.test.js -->        // docs:start detect … // docs:end
 *
 * What must stay true: in a document with such comments, all code has one. Only what a reader types or sees (`console`, `text`) is
 * free; commands have tests of their own.
 */
const COMMENT = /^<!-- snippet: (?<path>[^\s#]+)(?:#(?<part>[\w-]+))? -->$/;
const FENCE = /^```(?<language>\w*)$/;
const MARK = /^\s*\/\/ docs:(?:start (?<name>[\w-]+)|end)\s*$/;
const FREE = ['', 'console', 'text'];

/**
 * The document with every snippet as its file has it now, and what is wrong: files or parts that are missing, code of no file,
 * and (`stale`) lines of snippets that differ. `read` gives the text of a path, or undefined. Pure otherwise.
 */
export function refresh(markdown, read) {
  const lines = markdown.split('\n');
  const out = [];
  const problems = [];
  const stale = [];
  let source;
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index];
    out.push(line);
    const comment = COMMENT.exec(line)?.groups;
    if (comment !== undefined) source = { ...comment, line: index + 1 };
    const fence = FENCE.exec(line)?.groups;
    if (fence === undefined) {
      if (comment === undefined && source !== undefined && line.trim() !== '') {
        problems.push(`${source.line} names ${label(source)}, but no code follows`);
        source = undefined;
      }
      continue;
    }
    const end = lines.indexOf('```', index + 1);
    const written = lines.slice(index + 1, end);
    const taken = source === undefined ? undefined : codeOf(source, read);
    if (typeof taken === 'string') problems.push(`${source.line} ${taken}`);
    if (source === undefined && !FREE.includes(fence.language)) problems.push(`${index + 1} shows code of no file`);
    const code = Array.isArray(taken) ? taken : written;
    if (code.join('\n') !== written.join('\n')) stale.push(`${source.line} differs from ${label(source)}`);
    out.push(...code, '```');
    index = end;
    source = undefined;
  }
  const isWoven = lines.some((line) => COMMENT.test(line));
  return { markdown: out.join('\n'), stale, problems: isWoven ? problems : [] };
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
