/**
 * Relative links in Markdown: where they stand and whether a file is at their other end.
 *
 * Two spellings count, `[text](target)` (also of images) and `[name]: target`. What stands in code is no link, neither in a
 * fence nor between backticks. A fragment (`#section`) is cut off, so a link within the same document always holds.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The targets of a document with their lines (from 1), without those that name a scheme such as `https:`. Pure. */
export function relativeLinks(markdown) {
  let fence;
  return markdown.split('\n').flatMap((text, index) => {
    const [mark] = /^\s*(?:```+|~~~+)/.exec(text) ?? [];
    if (mark !== undefined) fence = fence === undefined ? mark.trim()[0] : fence === mark.trim()[0] ? undefined : fence;
    if (mark !== undefined || fence !== undefined) return [];
    return targetsIn(text.replace(/`[^`]*`/g, '``'))
      .filter((target) => !/^[a-z][a-z0-9+.-]*:|^\/\//i.test(target))
      .map((target) => ({ line: index + 1, target }));
  });
}

function targetsIn(line) {
  const inline = [...line.matchAll(/\]\(\s*<?([^)>\s]+)>?(?:\s+"[^"]*")?\s*\)/g)];
  const definition = /^\s{0,3}\[[^\]]+\]:\s*<?([^>\s]+)>?/.exec(line);
  return [...inline, ...(definition ? [definition] : [])].map((match) => match[1]);
}

/** A complaint for each link of the document at `path` that leads to nothing below `root`. */
export function brokenLinks(root, path, markdown) {
  return relativeLinks(markdown).flatMap(({ line, target }) => {
    const [file] = target.split(/[?#]/);
    if (file === '') return [];
    const base = file.startsWith('/') ? root : join(root, dirname(path));
    return existsSync(join(base, decodeURIComponent(file))) ? [] : [`${path}:${line} ${target} leads nowhere`];
  });
}
