/**
 * The generated part of docs/settings.md: a table for each group of settings. A test writes it
 * (`vitest -u`) and compares it; the rest of the page is written by hand.
 */
import { allSettings, type Setting, type SettingGroup, shownKey } from './reference.js';

const HEADS: Readonly<Record<SettingGroup, string>> = {
  project: '### Project',
  function: '### Function (`functions.<name>`)',
  registry: '### Registry (`registries.<host>`)',
};

const BEGIN = '<!-- generated from the schema: begin -->\n';
const END = '<!-- generated from the schema: end -->\n';

/** The page with its generated part as it should be. @throws Error for a page without the marks */
export function withReference(page: string): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin === -1 || end < begin) throw new Error(`the page needs the lines ${BEGIN}${END}`);
  return `${page.slice(0, begin)}${BEGIN}\n${reference()}\n${page.slice(end)}`;
}

function reference(): string {
  const settings = allSettings();
  return (['project', 'function', 'registry'] as const)
    .map((group) =>
      section(
        group,
        settings.filter((one) => one.group === group),
      ),
    )
    .join('\n');
}

function section(group: SettingGroup, settings: readonly Setting[]): string {
  const rows = settings.map((one) => {
    const { kind, description, default: value, flag, variable } = one;
    const also = flag === undefined ? '' : `\`${flag}\`, \`${variable}\``;
    return [`\`${shownKey(one)}\``, kind, value === undefined ? '' : value, also, description];
  });
  const withFlags = group === 'project';
  const head = ['key', 'value', 'default', 'flag, variable', 'what it sets'];
  const columns = (row: readonly string[]) => (withFlags ? row : row.filter((_, index) => index !== 3));
  return [HEADS[group], '', ...markdownTable([head, ...rows].map(columns)), ''].join('\n');
}

/** Columns are padded, as the formatter of this repository does it. */
function markdownTable([head = [], ...rows]: readonly (readonly string[])[]): readonly string[] {
  const escaped = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = head.map((_, column) => Math.max(...escaped.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [first = [], ...others] = escaped;
  return [line(first), line(widths.map((width) => '-'.repeat(width))), ...others.map(line)];
}
