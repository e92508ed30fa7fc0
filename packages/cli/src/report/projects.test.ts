/** The list of projects: a line for each, and what to do about one whose directory is gone. */
import type { ListedProject } from '@smolfaas/core';
import { expect, it } from 'vitest';
import { createTheme } from '../render/theme.js';
import { reportProjects } from './projects.js';

const theme = createTheme(false);
const shop: ListedProject = {
  id: '0f8fad5b-d9cb-469f-a165-70867728950e',
  name: 'shop',
  functionsDir: '/srv/shop/functions',
  gone: false,
  state: 'up',
  functions: { running: 2, all: 3 },
  urls: ['https://fn.localhost'],
};
const old: ListedProject = {
  id: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
  functionsDir: '/srv/\u001b[31mold/functions',
  gone: true,
  state: 'down',
  functions: { running: 0, all: 1 },
  urls: [],
};

it('has a line for each, and the command that removes what is gone', () => {
  expect(reportProjects([shop, old], theme)).toEqual({
    text: `ID        NAME  STATE  FUNCTIONS  URL                   DIRECTORY
0f8fad5b  shop  up     2/3        https://fn.localhost  /srv/shop/functions
7c9e6679        down   0/1                              /srv/\\x1b[31mold/functions (gone)

To remove a project whose directory is gone: smolfaas down --force --project 7c9e6679
`,
    json: { projects: [shop, old] },
    exit: 0,
  });
});

it('says so when there is none', () => {
  expect(reportProjects([], theme).text).toBe('No projects on this engine.\n');
});
