/**
 * The report of `projects`: one line for each project on the engine. An empty cell means that there
 * is nothing to say: no name was given, or no router answers.
 */
import type { ListedProject } from '@smolfaas/core';
import type { Theme } from '../render/theme.js';
import { SHORT_ID } from '../text/project-id.js';
import { safe } from '../text/safe.js';
import type { Report } from './report.js';
import { type Cell, table } from './table.js';

const HEAD = ['ID', 'NAME', 'STATE', 'FUNCTIONS', 'URL', 'DIRECTORY'];

export function reportProjects(projects: readonly ListedProject[], theme: Theme): Report {
  const gone = projects.filter((one) => one.gone);
  const rows = [HEAD.map((text): Cell => ({ text, paint: theme.dim })), ...projects.map((one) => row(one, theme))];
  const lines = projects.length === 0 ? ['No projects on this engine.'] : [...table(rows), ...hint(gone)];
  return { text: lines.map((line) => `${line}\n`).join(''), json: { projects }, exit: 0 };
}

function row({ id, name = '', state, functions, urls, functionsDir, gone }: ListedProject, theme: Theme): Cell[] {
  return [
    { text: safe(id.slice(0, SHORT_ID)) },
    { text: safe(name), paint: theme.name },
    { text: state, paint: state === 'up' ? theme.good : theme.dim },
    { text: `${functions.running}/${functions.all}` },
    { text: urls.map(safe).join(' ') },
    gone ? { text: `${safe(functionsDir)} (gone)`, paint: theme.warn } : { text: safe(functionsDir) },
  ];
}

function hint([first]: readonly ListedProject[]): readonly string[] {
  if (first === undefined) return [];
  const command = `smolfaas down --force --project ${safe(first.id.slice(0, SHORT_ID))}`;
  return ['', `To remove a project whose directory is gone: ${command}`];
}
