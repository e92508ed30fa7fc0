/**
 * The screens of `smolfaas settings`, which `smolfaas help settings` shows, too: all settings of
 * the project file, or one of them.
 */
import type { Theme } from '../render/theme.js';
import { type Setting, type SettingGroup, shownKey } from '../settings/project-file/reference.js';
import type { Report } from './report.js';

const HEADS: Readonly<Record<SettingGroup, string>> = {
  project: 'PROJECT  http_port is --http-port and SMOLFAAS_HTTP_PORT; others likewise',
  function: 'FUNCTION  below functions, by the name of its directory',
  registry: 'REGISTRY  below registries, by host',
};

/** Fits every terminal; longer lines are harder to read in a wide one. */
const COLUMNS = 80;

const INTRODUCTION = [
  'Settings of smolfaas.yaml. Flag before variable before file before default.',
  'One of them: smolfaas help settings KEY',
];

/** Exit 0. Each setting has two lines: key, kind and default, then what it is for. */
export function reportSettings(settings: readonly Setting[], theme: Theme): Report {
  const width = Math.max(...settings.map((one) => shownKey(one).length));
  const groups = (['project', 'function', 'registry'] as const).flatMap((group) => [
    '',
    theme.strong(HEADS[group]),
    ...settings.filter((one) => one.group === group).flatMap((one) => lines(one, theme, width)),
  ]);
  return report([...INTRODUCTION, ...groups], settings);
}

function lines(setting: Setting, theme: Theme, width: number): readonly string[] {
  const { kind, description, default: value } = setting;
  const facts = value === undefined ? kind : `${kind}; default ${value}`;
  return [
    ...hanging(facts, COLUMNS - width - 4).map((line, index) =>
      index === 0
        ? `  ${theme.name(shownKey(setting).padEnd(width))}  ${theme.dim(line)}`
        : `${' '.repeat(width + 4)}${theme.dim(line)}`,
    ),
    ...hanging(description, COLUMNS - 6).map((line) => `      ${line}`),
  ];
}

/** Everything about one setting, with the lines of a file that set it. */
export function reportSetting(setting: Setting, theme: Theme): Report {
  const { path, kind, description, default: value, flag, variable } = setting;
  const facts = [
    ['value', kind],
    ['default', value],
    ['flag', flag],
    ['variable', variable],
  ].flatMap(([name = '', text]) => (text === undefined ? [] : [`  ${theme.dim(name.padEnd(10))}${text}`]));
  const file = path.map((key, depth) => `  ${'  '.repeat(depth)}${key}:`);
  return report(
    [
      theme.name(path.join('.')),
      ...hanging(description, COLUMNS - 2).map((line) => `  ${line}`),
      '',
      ...facts,
      '',
      ...file,
    ],
    [setting],
  );
}

function report(text: readonly string[], settings: readonly Setting[]): Report {
  return { text: text.map((line) => `${line}\n`).join(''), json: { settings: settings.map(settingJson) }, exit: 0 };
}

const settingJson = ({ path, ...rest }: Setting): unknown => ({ key: path.join('.'), ...rest });

/** The text in lines of at most this many columns; a longer word has a line of its own. */
function hanging(text: string, columns: number): readonly string[] {
  const all: string[] = [];
  for (const word of text.split(' ')) {
    const last = all.at(-1);
    if (last === undefined || last.length + 1 + word.length > columns) all.push(word);
    else all[all.length - 1] = `${last} ${word}`;
  }
  return all;
}
