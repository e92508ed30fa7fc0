/**
 * Removes uninformative lines from a program's last output: the frames of its language's own code
 * in a stack trace. The message and the frames of the user's files and packages are kept.
 *
 * | language | a frame | is the language's own when |
 * |----------|---------|----------------------------|
 * | Node.js  | `    at f (node:internal/modules/cjs/loader:1554:14)` | it is in `node:` |
 * | Python   | `  File "<frozen runpy>", line 198, in _run_module`, then a line of code | in `<frozen …>` or the standard library |
 * | Go       | `runtime.main()`, then `\t/usr/local/go/src/runtime/proc.go:283 +0x…` | below Go's own `src` |
 *
 * Gotcha: Node.js prints an error's properties after its last frame. That frame then ends with the
 * brace that opens them.
 */

const NODE = /^\s+at .*\(?node:[\w/]+:\d+(:\d+)?\)?(?: \{)?$/;
const PYTHON =
  /^\s+File "(?:<frozen [^"]+>|[^"]*\/lib\/python[\d.]+\/(?!site-packages\/|dist-packages\/)[^"]*)", line \d+/;
const PYTHON_NEXT = /^\s+(?:File "|\w*Error\b)/;
const GO_PLACE = /^\t\S*\/go(?:-[\d.]+)?\/src\/\S+\.go:\d+/;

/**
 * The lines without such frames. One line replaces each run of removed lines and says how many
 * there were.
 */
export function withoutInternalFrames(lines: readonly string[]): readonly string[] {
  const kept: string[] = [];
  let left = 0;
  const tell = (end = '') => {
    if (left > 0) kept.push(`    … ${left} frame(s) of the language itself${end}`);
    left = 0;
  };
  for (let at = 0; at < lines.length; ) {
    const length = internalFrame(lines, at);
    if (length > 0) {
      left += 1;
      if (lines[at]?.endsWith(' {')) tell(' {');
    } else {
      tell();
      kept.push(lines[at] ?? '');
    }
    at += Math.max(length, 1);
  }
  tell();
  return kept;
}

/** Number of lines of the internal frame that begins here; 0 if none does. */
function internalFrame(lines: readonly string[], at: number): number {
  const [line = '', next = '', afterNext = ''] = lines.slice(at, at + 3);
  if (NODE.test(line)) return 1;
  if (PYTHON.test(line)) {
    const hasCode = /^ {4,}\S/.test(next) && !PYTHON_NEXT.test(next);
    return hasCode ? (/^\s+[\^~]+\s*$/.test(afterNext) ? 3 : 2) : 1;
  }
  return /^\S+\(.*\)$/.test(line) && GO_PLACE.test(next) ? 2 : 0;
}
