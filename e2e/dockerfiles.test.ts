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
import { fullOr } from './harness/length.js';
import { TestProject } from './harness/project.js';

/** Most of these images are no servers, and some no programs; what counts is that they are built. */
const SERVES_NOTHING = ['not-ready', 'container-failed'];

const all = await dockerfileCases('engine');
/** What a builder in a container builds as well: each kind of step once. */
const BOTH = [
  'add-archive',
  'arg-scopes',
  'cmd-cleared',
  'copy-from-image',
  'copy-names',
  'dockerignore-own',
  'env-forms',
  'healthcheck',
  'inherited',
  'linked',
  'links',
  'multi-stage',
  'shell',
  'target',
  'user',
];

/** Those that are built. */
const cases = fullOr(
  all,
  all.filter(({ name }) => BOTH.includes(name)),
);

/** What the newer features do: paths that are in the image, some that are not, and a part of its configuration. */
const DOES: Readonly<Record<string, { has?: readonly string[]; lacks?: RegExp; config?: object }>> = {
  'new-excluded': { has: ['app/'], lacks: /\.md / },
  'new-expansions': { config: { Env: expect.arrayContaining(['SHORT=1.2.3', 'MAJOR=v1.2', 'DASHED=v1-2-3']) } },
  'new-healthcheck': { config: { Healthcheck: expect.objectContaining({ StartInterval: 1e9 }) } },
  'new-heredoc': { has: ['one ', 'two ', 'etc/app/config ', 'etc/app/raw ', 'run.sh file 755'] },
  'new-link': { has: ['linked/a ', 'linked/b.txt file 644 5:6', 'added '] },
  'new-network': { has: ['count ', 'x '] },
  'new-secret-env': { has: ['seen '] },
};

/**
 * What differs and may (docs/builders.md): how the history names a step; and BuildKit 0.8, which Engine 20.10 has, leaves /etc as it was in
 * the layer of a step that it gave a resolv.conf.
 */
const comparable = (image: ComparableImage | undefined) => ({
  config: { ...image?.config, history: undefined },
  layers: image?.layers.map((lines) => lines.filter((line) => line !== 'etc directory 755 0:0')),
});

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

  it('at least 30 of them', () => expect(all.length).toBeGreaterThanOrEqual(30));

  it.each(cases)('$name', (one) => {
    expect(images.get(ours(one))).toEqual(images.get(theirs(one)));
  });

  it.each(newer)('$name needs a newer frontend than that of Engine 20.10, which is said', async ({ name }) => {
    const { ApiVersion } = await engineCall<{ ApiVersion: string }>('GET', '/version');
    const refused = 'dockerfile-needs-frontend';
    expect(ApiVersion === '1.41' ? [refused] : [refused, undefined, ...SERVES_NOTHING]).toContain(codes[name]);
  });

  describe('and with a builder in a container', () => {
    const shared = cases.filter(({ name }) => BOTH.includes(name));
    let other: TestProject;
    let built: ReadonlyMap<string, ComparableImage>;
    const its = ({ name }: DockerfileCase): string => `${other.imagePrefix}-${name}:latest`;

    beforeAll(async () => {
      other = await TestProject.create();
      await copyCases(other, [...shared, ...newer]);
      other.env['DOCKERFILES_TOKEN'] = 'not to be seen';
      const { stdout } = await other.run('up', '--builder', 'container', '--ready-timeout', '1', '--json');
      const { functions } = JSON.parse(stdout) as { functions: { function: string; error?: { code: string } }[] };
      const failed = functions.filter(({ error }) => ![undefined, ...SERVES_NOTHING].includes(error?.code));
      if (failed.length > 0) throw new Error(stdout);
      const bases = await Promise.all([baseImage('go', 'static'), baseImage('python', 'python')]);
      built = await comparableImages([...shared, ...newer].map(its), bases);
    }, 300_000);
    afterAll(() => other.dispose());

    it('more than a dozen of them', () => expect(shared).toHaveLength(BOTH.length));

    it.each(shared)('$name', (one) => {
      expect(comparable(built.get(its(one)))).toEqual(comparable(images.get(theirs(one))));
    });

    it.each(newer)('$name, which needs a newer frontend', (one) => {
      const { has = [], lacks = /^$/, config = {} } = DOES[one.name] ?? { has: ['nothing known of this case'] };
      const image = built.get(its(one));
      const lines = image?.layers.flat() ?? [];
      for (const start of has) expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^${start}`)));
      expect(lines.filter((line) => lacks.test(line))).toEqual([]);
      expect(image?.config['config']).toMatchObject(config);
    });
  });
});
