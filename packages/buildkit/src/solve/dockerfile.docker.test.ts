/**
 * The Dockerfile frontend through the gateway, on a real engine.
 */
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { SolveRequest } from '../api.js';
import {
  build,
  engineClient,
  filesOf,
  inspect,
  sourceDirectory,
  STATIC_BASE,
  uniqueName,
} from '../engine.test.fixture.js';
import { readTree } from '../filesync/read-tree.js';

const client = await engineClient();

async function request(root: string, input: Partial<Extract<SolveRequest['input'], { kind: 'frontend' }>> = {}) {
  const tree = await readTree(root);
  const name = uniqueName();
  const attrs = { 'force-network-mode': 'none', ...input.attrs };
  return {
    input: { kind: 'frontend', frontend: 'dockerfile.v0', ...input, attrs },
    exporter: { type: 'moby', attrs: { name } },
    locals: { context: tree, dockerfile: tree },
    sharedKey: name,
    deadlineMs: 60_000,
  } satisfies SolveRequest;
}

test('COPY obeys .dockerignore, RUN runs, and the config can be rewritten', async () => {
  const root = sourceDirectory({
    Dockerfile: `FROM ${STATIC_BASE}\nWORKDIR /app\nCOPY . .\nRUN echo built > made\nCMD ["/app/x"]\nLABEL own=1\n`,
    '.dockerignore': 'node_modules\n**/*.log\n!keep.log\nDockerfile\n',
    'node_modules/dep/index.js': 'no',
    'a.log': 'no',
    'keep.log': 'yes',
    'src/(group)/[id].ts': 'yes',
  });
  const config: Parameters<typeof request>[1] = {
    config: (made) => ({
      ...made,
      created: '1970-01-01T00:00:00Z',
      config: { ...made.config, Labels: { ...made.config?.Labels, added: '2' } },
    }),
  };
  const { image } = await build(client, await request(root, config));
  const names = [...(await filesOf(image)).keys()].toSorted();
  expect(names).toEqual(['', '.dockerignore', 'keep.log', 'made', 'src', 'src/(group)', 'src/(group)/[id].ts']);
  expect((await inspect(image)).Config).toMatchObject({
    Cmd: ['/app/x'],
    WorkingDir: '/app',
    Labels: { own: '1', added: '2' },
  });
});

test('COPY of one path through a link takes the link and its target', async () => {
  const root = sourceDirectory({
    Dockerfile: 'FROM scratch\nCOPY via/f.txt /app/\n',
    'real/f.txt': 'here',
    other: 'o',
  });
  symlinkSync('real', join(root, 'via'));
  const { image } = await build(client, await request(root));
  expect((await filesOf(image)).get('f.txt')?.content.toString()).toBe('here');
});

test('build arguments and another file name reach the frontend', async () => {
  const root = sourceDirectory({
    'sub/Other.Dockerfile': `FROM ${STATIC_BASE}\nARG WHO\nRUN mkdir /app; echo $WHO > /app/who\n`,
  });
  const attrs = { filename: 'sub/Other.Dockerfile', 'build-arg:WHO': 'me' };
  const { image } = await build(client, await request(root, { attrs }));
  expect((await filesOf(image)).get('who')?.content.toString()).toBe('me\n');
});

test('four Dockerfile builds at once do not mix their contexts', async () => {
  const one = async (text: string) => {
    const root = sourceDirectory({ Dockerfile: 'FROM scratch\nCOPY f /app/f\n', f: text });
    return (await filesOf((await build(client, await request(root))).image)).get('f')?.content.toString();
  };
  const texts = ['1', '2', '3', '4'].map((n) => `${n} ${uniqueName()}`);
  expect(await Promise.all(texts.map(one))).toEqual(texts);
});

test('a Dockerfile that does not parse gives the line', async () => {
  const root = sourceDirectory({ Dockerfile: 'FROM scratch\n\nFETCH x\n' });
  const failed = client.solve(await request(root));
  await expect(failed).rejects.toMatchObject({ code: 'frontend', details: { line: 3 } });
  await expect(client.solve(await request(root))).rejects.toThrow(
    /^dockerfile parse error (on )?line 3: unknown instruction: FETCH$/,
  );
});

test('a missing Dockerfile, a failing RUN and an absent base image are three different errors', async () => {
  const none = client.solve(await request(sourceDirectory({ f: 'f' })));
  await expect(none).rejects.toMatchObject({ code: 'frontend' });
  const run = sourceDirectory({ Dockerfile: `FROM ${STATIC_BASE}\nRUN echo why; exit 9\n` });
  const details = { step: '[2/2] RUN echo why; exit 9', exitCode: 9, lines: ['why'] };
  await expect(client.solve(await request(run))).rejects.toMatchObject({ code: 'step-failed', details });
  const base = sourceDirectory({ Dockerfile: 'FROM smolfaas.local/absent:2\nCOPY . /\n' });
  const absent = { code: 'image-not-found', details: { ref: 'smolfaas.local/absent:2' } };
  await expect(client.solve(await request(base))).rejects.toMatchObject(absent);
});
