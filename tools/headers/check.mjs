/**
 * Does a source file open with a header comment? The header is where a reader learns what a file is for before reading
 * it, so it comes first (after a `#!` line at most) and has at least three lines.
 */
const LEAST_LINES = 3;

/** What is wrong with the head of `source`, or undefined. */
export function headerProblem(source) {
  const lines = source.replace(/^#!.*\n/, '').split('\n');
  const length = lines[0].startsWith('//') ? countWhile(lines, (line) => line.startsWith('//')) : blockLength(lines);
  if (length === 0)
    return 'does not open with a header comment: say what the file is for, its place in the flow, its invariants';
  if (length < LEAST_LINES) return `has a header comment of ${length} line(s), at least ${LEAST_LINES} are wanted`;
  return undefined;
}

function blockLength(lines) {
  if (!lines[0].startsWith('/*')) return 0;
  return lines.findIndex((line) => line.includes('*/')) + 1;
}

function countWhile(lines, holds) {
  const end = lines.findIndex((line) => !holds(line));
  return end === -1 ? lines.length : end;
}
