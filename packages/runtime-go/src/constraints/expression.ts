/**
 * Expressions of build constraints: `//go:build linux && !cgo`, and the older `// +build linux,!cgo`.
 *
 *     or = and { "||" and }    and = not { "&&" not }    not = "!" not | "(" or ")" | tag
 *
 * Both forms become a function from the tags that are set to whether the file is built. Text that
 * is no expression gives undefined: only the go command can report it.
 */

/** Whether a tag is set. */
export type Tags = (tag: string) => boolean;
/** Whether a file with this constraint is built. */
export type Condition = (tags: Tags) => boolean;

/** The expression after `//go:build`. */
export function buildExpression(text: string): Condition | undefined {
  const words = text.match(/&&|\|\||[!()]|[\p{L}\p{Nd}_.]+|\S/gu) ?? [];
  const parser = { words, at: 0 };
  const condition = either(parser);
  return parser.at === words.length ? condition : undefined;
}

/** The options after `// +build`: one of those between blanks, each of those between commas. */
export function plusBuild(text: string): Condition {
  const options = text.trim().split(/\s+/);
  return (tags) =>
    options.some((option) =>
      option.split(',').every((term) => (term.startsWith('!') ? !tags(term.slice(1)) : tags(term))),
    );
}

interface Parser {
  readonly words: readonly string[];
  at: number;
}

function take(parser: Parser, word: string): boolean {
  if (parser.words[parser.at] !== word) return false;
  parser.at += 1;
  return true;
}

function either(parser: Parser): Condition | undefined {
  let left = both(parser);
  while (left !== undefined && take(parser, '||')) {
    const [one, other] = [left, both(parser)];
    left = other && ((tags) => one(tags) || other(tags));
  }
  return left;
}

function both(parser: Parser): Condition | undefined {
  let left = single(parser);
  while (left !== undefined && take(parser, '&&')) {
    const [one, other] = [left, single(parser)];
    left = other && ((tags) => one(tags) && other(tags));
  }
  return left;
}

function single(parser: Parser): Condition | undefined {
  if (take(parser, '!')) {
    const negated = single(parser);
    return negated && ((tags) => !negated(tags));
  }
  if (take(parser, '(')) {
    const inner = either(parser);
    return take(parser, ')') ? inner : undefined;
  }
  const tag = parser.words[parser.at];
  if (tag === undefined || !/^[\p{L}\p{Nd}_.]+$/u.test(tag)) return undefined;
  parser.at += 1;
  return (tags) => tags(tag);
}
