/** The table of images as it appears on stdout, and the lines below it. */
import { join } from 'node:path';
import { type ImagesOutcome, SmolfaasError } from '@smolfaas/core';
import { expect, it } from 'vitest';
import { createTheme } from '../render/theme.js';
import { reportImages } from './images.js';

const digest = (of: string) => `sha256:${of.repeat(64)}`;
const theme = createTheme(false);

const OUTCOME: ImagesOutcome = {
  images: [
    {
      reference: 'docker.io/library/node:24-slim',
      origin: 'official',
      registry: 'docker.io',
      uses: [
        { role: 'base', function: 'api', key: 'node-build' },
        { role: 'base', function: 'api', key: 'node' },
      ],
      present: { id: digest('1'), digest: digest('a'), bytes: 74_300_000 },
      locked: { digest: digest('a'), usedBy: ['api'] },
    },
    {
      reference: 'docker.io/acme/tool:1',
      origin: 'dockerfile',
      registry: 'docker.io',
      uses: [{ role: 'dockerfile', function: 'web' }],
      present: { id: digest('2'), digest: digest('b'), bytes: 1_300_000_000 },
      locked: { digest: digest('c'), usedBy: ['web'] },
    },
    {
      reference: 'docker.io/docker/dockerfile:1',
      origin: 'dockerfile',
      registry: 'docker.io',
      uses: [{ role: 'frontend', function: 'web' }],
    },
    {
      reference: 'smolfaas.local/base/caddy:2.11',
      origin: 'stand-in',
      uses: [{ role: 'router' }],
      present: { id: digest('3'), bytes: 2_300_000 },
    },
  ],
  downloads: [{ reference: 'https://example.com/a', usedBy: ['web'] }],
  unknown: [{ function: 'web', line: 3, written: '$BASE' }],
  failures: [
    { function: 'bad', error: new SmolfaasError('source-unreadable', { function: 'bad', path: 'x', errno: 'EACCES' }) },
  ],
};

it('is a table, and lines for what no table can hold', async () => {
  const { text, exit } = reportImages(OUTCOME, theme);
  expect(exit).toBe(1);
  await expect(text).toMatchFileSnapshot(join('__golden__', 'images.txt'));
});

it('is the whole outcome for programs', () => {
  const { json, exit } = reportImages({ ...OUTCOME, failures: [] }, theme);
  expect(JSON.parse(JSON.stringify(json))).toEqual(JSON.parse(JSON.stringify({ ...OUTCOME, failures: [] })));
  expect(exit).toBe(0);
});

it('says so when nothing is needed', () => {
  expect(reportImages({ images: [], downloads: [], unknown: [], failures: [] }, theme).text).toBe(
    'No image is needed.\n',
  );
});
