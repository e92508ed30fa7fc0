/** The reports of `images pull`, `lock`, `bundle` and `load` as they appear on stdout. */
import { SmolfaasError } from '@smolfaas/core';
import { expect, it } from 'vitest';
import { createTheme } from '../render/theme.js';
import { reportBundle, reportLoad } from './images-bundle.js';
import { reportLock } from './images-lock.js';
import { reportPull } from './images-pull.js';

const theme = createTheme(false);
const digest = (of: string) => `sha256:${of.repeat(64)}`;
const NODE = 'docker.io/library/node:24-slim';
const CADDY = 'smolfaas.local/base/caddy:2.11';

it('pull: what is here, what came, what moved, what failed', () => {
  const error = new SmolfaasError('image-pull-failed', {
    reference: 'docker.io/acme/gone:1',
    registry: 'docker.io',
    why: 'not-found',
    fetcher: 'engine',
    message: 'manifest unknown',
  });
  const { text, exit, json } = reportPull(
    {
      images: [
        { reference: CADDY, status: 'local', before: digest('3'), now: digest('3') },
        { reference: 'docker.io/acme/new:1', status: 'pulled', now: digest('4') },
        { reference: NODE, status: 'updated', before: digest('a'), now: digest('b') },
        { reference: 'docker.io/acme/gone:1', status: 'failed', error },
      ],
      lockFile: '/srv/smolfaas.lock',
    },
    theme,
  );
  expect(text).toMatch(
    /^local {4}smolfaas\.local\/base\/caddy:2\.11 {2}sha256:333333333333\npulled {3}acme\/new:1 +sha256:444444444444\nupdated {2}node:24-slim +sha256:aaaaaaaaaaaa -> sha256:bbbbbbbbbbbb\n✗ image docker\.io\/acme\/gone:1: /,
  );
  expect(text).toContain('/srv/smolfaas.lock follows; commit it.\n');
  expect(json).toMatchObject({ images: [{}, {}, {}, { error: { code: 'image-pull-failed' } }] });
  expect(exit).toBe(1);
});

it('lock: what is locked, what moved, what left, and what holds here only', () => {
  const { text, exit } = reportLock(
    {
      path: '/srv/smolfaas.lock',
      images: [
        { reference: NODE, locked: { digest: digest('b'), id: digest('1'), usedBy: ['a'] }, before: digest('a') },
        { reference: CADDY, locked: { id: digest('3'), usedBy: ['(router)'] } },
      ],
      dropped: ['docker.io/library/old:1'],
    },
    theme,
  );
  expect(text).toBe(`node:24-slim                    sha256:aaaaaaaaaaaa -> sha256:bbbbbbbbbbbb
smolfaas.local/base/caddy:2.11  id sha256:333333333333
no longer needed: old:1
2 image(s) locked in /srv/smolfaas.lock; commit it.
note: 1 of them no registry has; their ids hold on this machine only.
`);
  expect(exit).toBe(0);
});

it('bundle: what is in the file', () => {
  const outcome = { path: '/mnt/b.tar', bytes: 130_000_000, images: [NODE], functions: ['api'] };
  const { text, json } = reportBundle(outcome, theme);
  expect(text).toBe('function  api\nimage     node:24-slim\n/mnt/b.tar: 130 MB\n');
  expect(json).toEqual(outcome);
});

it('load: what each function is good for here', () => {
  const { text, exit } = reportLoad(
    {
      images: [NODE],
      functions: [
        { function: 'a', fit: 'ready' },
        { function: 'b', fit: 'source' },
        { function: 'c', fit: 'recipe' },
        { function: 'd', fit: 'absent' },
      ],
    },
    theme,
  );
  expect(text).toBe(`a  ready: up starts it without building
b  its source here is another: up has to build it
c  runtimes, base images or settings here are others: up has to build it
d  no such function here
1 base image(s) and 4 function(s) loaded.
`);
  expect(exit).toBe(0);
});
