/**
 * `images` with an in-memory engine: which images are needed, for what, and which are present.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DockerfileStage } from '../contract/runtime.js';
import { makeProject, type Project, textRuntime } from '../fakes/context.test.fixture.js';
import { images } from './images.js';

let project: Project;
beforeEach(() => (project = makeProject()));
afterEach(() => project.close());

describe('images', () => {
  it('are told once each with all who need them; the router needs one, too', async () => {
    project.write('a', '1');
    project.write('b', '1');
    project.world.images.set('i', { id: 'i', tags: ['text:1'], labels: {}, bytes: 5 });
    const outcome = await images(project.context());
    expect(outcome).toEqual({
      images: [
        {
          reference: 'docker.io/library/caddy:2.11.4',
          origin: 'official',
          registry: 'docker.io',
          uses: [{ role: 'router' }],
        },
        {
          reference: 'docker.io/library/text:1',
          origin: 'official',
          registry: 'docker.io',
          uses: [
            { role: 'base', function: 'a', key: 'text' },
            { role: 'base', function: 'b', key: 'text' },
          ],
          present: { id: 'i', bytes: 5 },
        },
      ],
      downloads: [],
      unknown: [],
      failures: [],
    });
    expect(project.newEffects()).toEqual([]);
  });

  it('chosen by the user are told as such', async () => {
    project.write('a', '1');
    const outcome = await images(project.context({ bases: { text: 'ghcr.io/mine/text' } }));
    expect(outcome.images[1]).toMatchObject({
      reference: 'ghcr.io/mine/text:latest',
      origin: 'configured',
      registry: 'ghcr.io',
    });
  });

  it('of a Dockerfile are those of the stages that its runtime tells, as are its downloads', async () => {
    const first = { name: 'x', sources: [{ image: 'node:24', line: 1 }], downloads: ['https://example.com/a'] };
    const second = {
      sources: [
        { unknown: '$X', line: 3 },
        { stage: 0, line: 4 },
      ],
      downloads: [],
    };
    project.runtimes.unshift(dockerfileRuntime([first, second]));
    project.write('a', 'anything');
    const outcome = await images(project.context());
    expect(outcome.images.map(({ reference, origin }) => [reference, origin])).toContainEqual([
      'docker.io/library/node:24',
      'dockerfile',
    ]);
    expect(outcome.downloads).toEqual([{ reference: 'https://example.com/a', usedBy: ['a'] }]);
    expect(outcome.unknown).toEqual([{ function: 'a', line: 3, written: '$X' }]);
  });

  it('of a Dockerfile whose runtime tells no stages are not known, which is said', async () => {
    project.runtimes.unshift(dockerfileRuntime());
    project.write('a', 'anything');
    expect((await images(project.context())).unknown).toEqual([{ function: 'a', line: 1, written: 'main.txt' }]);
  });

  it('a function whose needs cannot be told hides no other', async () => {
    project.write('a', '1');
    project.drop('a');
    project.write('b', '1');
    project.write('Bad_Name', '1');
    const outcome = await images(project.context());
    expect(outcome.images).toHaveLength(2);
    expect(outcome.failures).toMatchObject([{ function: 'Bad_Name', error: { code: 'bad-function-name' } }]);
  });

  it('none are needed where there is no function', async () => {
    expect((await images(project.context())).images).toEqual([]);
  });
});

/** Treats `main.txt` as a Dockerfile. */
function dockerfileRuntime(stages?: readonly DockerfileStage[]): ReturnType<typeof textRuntime> {
  const runtime = textRuntime('file', 'main.txt');
  return {
    ...runtime,
    load: async () => ({
      contract: 1,
      id: 'file',
      detect: () => ({ evidence: ['main.txt'] }),
      recipe: () => ({ image: { kind: 'dockerfile', filename: 'main.txt', attrs: {}, ...(stages && { stages }) } }),
    }),
  };
}
