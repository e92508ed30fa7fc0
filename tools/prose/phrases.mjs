/**
 * Phrases that hide who does what, or that no native writer uses, and what to write instead. Pure.
 *
 * Only literal phrases are listed here: a word with honest uses (`home`, `place`) is for the reader of a change to judge.
 */

/** @type {readonly (readonly [RegExp, string])[]} */
const PHRASES = [
  [/\b(?:is|was|are|were) told\b/gi, 'receives, reports, returns, logs'],
  [/(?<![-\w])(?:nobody|whoever|somebody)\b/gi, 'users, callers, other projects, or the component'],
  [/\b(?:of|is|are) ours\b/gi, 'created by SmolFaaS, in this project, labelled'],
  [/\bbelongs? to us\b/gi, 'created by SmolFaaS, in this project, labelled'],
  [/\bwould surprise\b/gi, 'Gotcha'],
  [/\bmust stay true\b/gi, 'Invariant'],
  [/\banew\b/gi, 'again, or rebuilds, recreates'],
  [/\b(?:can be|to be) had\b/gi, 'is available, exists'],
  [/\b(?:is|are) waited for\b/gi, 'SmolFaaS waits for'],
  [/\bso many more\b/gi, 'at most N'],
];

const COMMENT_LINE = /^\s*(?:\*|\/\/|\/\*)/;
/** A comment at the end of a line of code; what looks like one inside a string is none. */
const COMMENT_AFTER_CODE = /\s\/\/ ([^'"`]*)$/;
const FENCE = /^\s*(?:```|~~~)/;

/** @returns {readonly { line: number, phrase: string, instead: string }[]} for the comments of a source file */
export function phrasesInComments(source) {
  return find(
    source.split('\n').map((line) => (COMMENT_LINE.test(line) ? line : (COMMENT_AFTER_CODE.exec(line)?.[1] ?? ''))),
  );
}

/** The same for Markdown, without its blocks of code and what stands between backticks. */
export function phrasesInMarkdown(source) {
  let fenced = false;
  return find(
    source.split('\n').map((line) => {
      if (FENCE.test(line)) {
        fenced = !fenced;
        return '';
      }
      return fenced ? '' : line.replace(/`[^`]*`/g, '');
    }),
  );
}

function find(lines) {
  return lines.flatMap((text, at) =>
    PHRASES.flatMap(([pattern, instead]) =>
      [...text.matchAll(pattern)].map(([phrase]) => ({ line: at + 1, phrase, instead })),
    ),
  );
}
