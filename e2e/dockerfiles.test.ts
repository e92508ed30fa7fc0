/**
 * Dockerfiles of many kinds: what SmolFaaS builds is what `docker buildx build` builds on the same engine, layer by layer, file by file
 * (path, kind, mode, owner, bytes, links), and in every key of the image's configuration and history.
 *
 * Peer differences, all of them: times are fixed, our labels are added; and of the source `.git` and `.env*` are never sent and modes
 * are the usual ones (docs/dockerfile.md), which the corpus therefore does not try.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { providePeers } from '../tools/peers/peers.mjs';
import { baseImage } from './harness/bases.js';
import { buildWithBuildx, copyCases, type DockerfileCase, dockerfileCases } from './harness/dockerfiles.js';
import { engineCall } from './harness/engine.js';
import { type ComparableImage, comparableImages } from './harness/image-layers.js';
import { TestProject } from './harness/project.js';

/** Most of these images are no servers, and some no programs; what counts is that they are built. */
const SERVES_NOTHING = ['not-ready', 'container-failed'];

const cases = await dockerfileCases('engine');
const newer = (await dockerfileCases('container')).filter(({ builder }) => builder === 'container');

describe('Dockerfiles give the same image as with buildx', () => {
  let project: TestProject;
  let images: ReadonlyMap<string, ComparableImage>;
  let codes: Readonly<Record<string, string | undefined>>;
  const ours = ({ name }: DockerfileCase): string => `${project.imagePrefix}-${name}:latest`;
  const theirs = ({ name }: DockerfileCase): string => `${project.id}-peer-${name}:latest`;

  beforeAll(async () => {
    project = await TestProject.create();
    await copyCases(project, [...cases, ...newer]);
    project.env['DOCKERFILES_TOKEN'] = 'not to be seen';
    const { env } = await providePeers(process.env, ['buildx']);
    const up = await project.run('up', '--builder', 'engine', '--ready-timeout', '1', '--json');
    const { functions } = JSON.parse(up.stdout) as { functions: { function: string; error?: { code: string } }[] };
    codes = Object.fromEntries(functions.map(({ function: fn, error }) => [fn, error?.code]));
    const failed = cases.filter(({ name }) => ![undefined, ...SERVES_NOTHING].includes(codes[name]));
    if (failed.length > 0) throw new Error(`${failed.map(({ name }) => name).join()}\n${up.stdout}`);
    const left = [...cases];
    const buildNext = async (): Promise<void> => {
      for (let one = left.pop(); one !== undefined; one = left.pop())
        await buildWithBuildx(project, one, theirs(one), env);
    };
    await Promise.all([buildNext(), buildNext(), buildNext()]);
    const bases = await Promise.all([
      baseImage('go', 'static'),
      baseImage('node', 'node-build'),
      baseImage('python', 'python'),
    ]);
    images = await comparableImages(
      cases.flatMap((one) => [ours(one), theirs(one)]),
      bases,
    );
  }, 300_000);
  afterAll(async () => {
    for (const one of cases) await engineCall('DELETE', `/images/${theirs(one)}?force=true`).catch(() => undefined);
    await project.dispose();
  });

  it('at least 30 of them', () => expect(cases.length).toBeGreaterThanOrEqual(30));

  it.each(cases)('$name', (one) => {
    expect(images.get(ours(one))).toEqual(images.get(theirs(one)));
  });

  it.each(newer)('$name needs a newer frontend than that of Engine 20.10, which is said', async ({ name }) => {
    const { ApiVersion } = await engineCall<{ ApiVersion: string }>('GET', '/version');
    const refused = 'dockerfile-needs-frontend';
    expect(ApiVersion === '1.41' ? [refused] : [refused, undefined, ...SERVES_NOTHING]).toContain(codes[name]);
  });
});
