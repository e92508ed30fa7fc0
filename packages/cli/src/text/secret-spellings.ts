/**
 * The spellings of a secret in printed output: unchanged, in JSON, in single quotes, percent-encoded,
 * in base64, in hexadecimal.
 *
 * Place: the mask calls this once for each value that it learns, and searches every line for all
 * spellings.
 *
 * | value | spellings |
 * |---|---|
 * | under 6 characters, one character repeated, or a word such as `production` | none: to hide them would hide everything |
 * | one line | all encodings |
 * | several lines | all encodings of the whole; each line of 8 characters or more as it is |
 *
 * Gotcha: in the base64 of a longer text (`user:token`), a value begins at one of three positions
 * within a group of four characters. This file spells all three. The characters at the ends, which
 * the neighbours share, are the match's margin.
 */

/**
 * A text to search for, without blanks: output is searched without them, since programs wrap lines.
 */
export interface Spelling {
  readonly text: string;
  /** Whether up to one more character on each side belongs to the secret, and padding after it. */
  readonly margin: boolean;
}

/** Shorter values, and shorter encodings of shorter values, are not hidden. */
export const LEAST = 6;
/** Shorter lines of a longer value are not hidden by themselves. */
const LEAST_LINE = 8;
/** Beyond this many lines, a value is hidden as a whole and by its longer parts only. */
const MOST_LINES = 200;

/** Values that are not hidden although they were declared as secrets: they are too common. */
const TRIVIAL = /^(?:(.)\1*|undefined|enabled|disabled|default|localhost|production|development|staging|testing)$/i;

/** Blanks, including those written by JSON and by `safe`. */
export const BLANKS = /\s+|\\[nrt]/g;

/** A secret: text, or bytes that are not text. */
export type SecretValue = string | Uint8Array;

/**
 * Pure. Longest first; empty for a value that cannot be hidden.
 * @param least minimum length; may be lower for values that are certainly secret, such as passwords
 *   in addresses
 */
export function spellingsOf(value: SecretValue, least = LEAST): readonly Spelling[] {
  const bare = typeof value === 'string' ? value.trim() : value;
  if (bare.length < least || (typeof bare === 'string' && TRIVIAL.test(bare))) return [];
  const texts = typeof bare === 'string' ? [...textSpellings(bare), ...linesOf(bare)] : [];
  const all = [...exact([...texts, ...hex(Buffer.from(bare))]), ...base64(Buffer.from(bare))];
  const squeezed = all.map(({ text, margin }) => ({ text: text.replace(BLANKS, ''), margin }));
  const found = squeezed.filter(({ text }) => text.length >= LEAST || text === bare);
  return [...new Map(found.map((one) => [one.text, one])).values()].sort((a, b) => b.text.length - a.text.length);
}

const exact = (texts: readonly string[]): readonly Spelling[] => texts.map((text) => ({ text, margin: false }));

/** The lines of a value that has several, if they are long enough. */
function linesOf(value: string): readonly string[] {
  const lines = value.split(/[\r\n]+/).map((line) => line.trim());
  return lines.length === 1 ? [] : lines.slice(0, MOST_LINES).filter((line) => line.length >= LEAST_LINE);
}

function textSpellings(value: string): readonly string[] {
  const json = JSON.stringify(value).slice(1, -1);
  const percent = encodeURIComponent(value);
  const strict = percent.replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`);
  const form = new URLSearchParams({ x: value }).toString().slice(2);
  const encoded = [percent, strict, form, encodeURI(value)].flatMap((text) => [
    text.replace(/%../g, (code) => code.toUpperCase()),
    text.replace(/%../g, (code) => code.toLowerCase()),
  ]);
  return [value, json, JSON.stringify(json).slice(1, -1), ...quoted(value), ...encoded];
}

/** In single quotes, as Node.js and Python print objects, and as a shell prints variables. */
function quoted(value: string): readonly string[] {
  const escaped = value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return [escaped, escaped.replaceAll("'", "\\'"), value.replaceAll("'", "'\\''")];
}

function hex(bytes: Buffer): readonly string[] {
  const text = bytes.toString('hex');
  return [text, text.toUpperCase()];
}

/**
 * The base64 characters of `…value…` that depend on the value alone, for each of its three possible
 * positions.
 */
function base64(bytes: Buffer): readonly Spelling[] {
  return [0, 1, 2].flatMap((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64url');
    const shared = (before + bytes.length) % 3 === 0 ? 0 : 1;
    const core = whole.slice(before === 0 ? 0 : before + 1, whole.length - shared);
    return [core, core.replaceAll('-', '+').replaceAll('_', '/')].map((text) => ({ text, margin: true }));
  });
}
