/**
 * Symbolic links that lead out of a function: a warning when it is built, except for Dockerfiles.
 */
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeProject, type Project, textRuntime } from '../fakes/context.test.fixture.js';
import { up } from './up.js';

let project: Project;
beforeEach(() => {
  project = makeProject();
});
afterEach(() => project.close());

function write(fn: string, links: readonly (readonly [path: string, target: string])[]): void {
  project.write(fn, 'one');
  for (const [path, target] of links) symlinkSync(target, join(project.functionsDir, fn, path));
}

/** The facts of the warnings of one run, by function. */
async function warned() {
  project.events.splice(0);
  const { functions } = await up(project.context());
  expect(functions.map(({ status }) => status)).not.toContain('failed');
  return project.events.flatMap((event) =>
    event.type === 'warning' && event.notice.code === 'links-outside' ? [[event.function, event.notice.facts]] : [],
  );
}

test('they are named once, in the run that builds', async () => {
  const ten = Array.from({ length: 12 }, (_, at) => [`x${10 + at}`, `../x${at}`] as const);
  write('many', ten);
  write('one', [
    ['here', 'main.txt'],
    ['there', '../shared'],
  ]);
  write('none', [['here', 'main.txt']]);
  const listed = ten.slice(0, 10).map(([path, target]) => ({ path, target }));
  expect(Object.fromEntries(await warned())).toEqual({
    many: { links: listed, count: 12 },
    one: { links: [{ path: 'there', target: '../shared' }], count: 1 },
  });
  expect(await warned()).toEqual([]);
});

test('a Dockerfile keeps its links as docker build does, without a word', async () => {
  const plain = textRuntime('dockerfile', 'main.txt');
  const image = { kind: 'dockerfile', filename: 'main.txt', attrs: {} } as const;
  project.runtimes.splice(0, 1, {
    ...plain,
    load: async () => ({ ...(await plain.load()), recipe: () => ({ image }) }),
  });
  mkdirSync(join(project.functionsDir, 'a'));
  write('a', [['there', '../shared']]);
  expect(await warned()).toEqual([]);
});
