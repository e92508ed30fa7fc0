/**
 * How a lock file and `--offline` affect a run, with an in-memory engine and an in-memory registry.
 */
import { existsSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Settings } from '../contract/settings.js';
import { makeProject, type Project } from '../fakes/context.test.fixture.js';
import { parseLock } from '../images/lock-file.js';
import { lock } from './images-lock.js';
import { pull } from './images-pull.js';
import { up } from './up.js';

const CADDY = 'docker.io/library/caddy:2.11.4';
const TEXT = 'docker.io/library/text:1';
const digest = (of: string) => `sha256:${of.repeat(64)}`;
const image = (reference: string, version: string) => {
  const [name = ''] = reference.split(':');
  return { id: digest(version), tags: [reference], digests: [`${name}@${digest(version)}`], labels: {} };
};

let project: Project;
beforeEach(() => {
  project = makeProject();
  project.write('a', '1');
  publish(CADDY, 'c');
  publish(TEXT, '1');
});
afterEach(() => project.close());

/** From now on, the registry has this version under the tag, and every version by its digest. */
function publish(reference: string, version: string): void {
  const { registry } = project.world;
  registry.set(reference, image(reference, version));
  registry.set(`${reference.split(':')[0]}@${digest(version)}`, { ...image(reference, version), tags: [] });
}

const locked = (changes: Partial<Settings> = {}): Partial<Settings> => {
  const { lockFile } = project.context().settings;
  const read = existsSync(lockFile) ? parseLock(readFileSync(lockFile, 'utf8')) : undefined;
  if (typeof read === 'string') throw new Error(read);
  return { lock: read, ...changes };
};
const code = (error: unknown) => (error as { code?: string }).code;
const codeOf = (run: Promise<unknown>) => run.then(() => undefined, code);

describe('images pull', () => {
  it('fetches what is missing, and nothing twice', async () => {
    const first = await pull(project.context(), { references: [], update: false });
    expect(first.images).toEqual([
      { reference: CADDY, status: 'pulled', now: digest('c') },
      { reference: TEXT, status: 'pulled', now: digest('1') },
    ]);
    expect(project.newEffects()).toEqual([`pull ${CADDY}`, `pull ${TEXT}`]);
    const second = await pull(project.context(), { references: [], update: false });
    expect(second.images.map(({ status }) => status)).toEqual(['present', 'present']);
    expect(project.newEffects()).toEqual([]);
  });

  it('tells of a tag that moved, old and new, when asked to update', async () => {
    await pull(project.context(), { references: [], update: false });
    publish(TEXT, '2');
    const outcome = await pull(project.context(), { references: ['text:1'], update: true });
    expect(outcome.images).toEqual([{ reference: TEXT, status: 'updated', before: digest('1'), now: digest('2') }]);
  });

  it('a failure is of its image, the others come', async () => {
    project.world.registry.delete(CADDY);
    const { images } = await pull(project.context(), { references: [], update: false });
    expect(images.map(({ status }) => status)).toEqual(['failed', 'pulled']);
    expect(images[0]?.error?.code).toBe('image-pull-failed');
  });

  it('fetches the locked one by its digest although the tag moved, and lets the lock follow an update', async () => {
    await lock(project.context());
    publish(TEXT, '2');
    await pull(project.context(), { references: ['text:1'], update: true });
    const outcome = await pull(project.context(locked()), { references: [], update: false });
    expect(outcome.images[1]).toMatchObject({ status: 'updated', before: digest('2'), now: digest('1') });
    const update = await pull(project.context(locked()), { references: [], update: true });
    expect(update.lockFile).toBeDefined();
    expect(locked().lock?.images.get(TEXT)).toMatchObject({ digest: digest('2') });
  });
});

describe('up with a lock file', () => {
  it('needs one for --locked, with everything in it', async () => {
    expect(await codeOf(up(project.context({ locked: true })))).toBe('lock-file-missing');
    await lock(project.context());
    await up(project.context(locked({ locked: true })));
    project.write('b', '1');
    expect(await codeOf(up(project.context(locked({ locked: true }))))).toBe('lock-file-incomplete');
    expect((await up(project.context(locked()))).functions.map(({ status }) => status)).toEqual([
      'unchanged',
      'started',
    ]);
    await lock(project.context());
    expect(await codeOf(up(project.context(locked({ locked: true }))))).toBeUndefined();
  });

  it('builds anew when the lock moves, and only then', async () => {
    await lock(project.context());
    expect((await up(project.context(locked()))).functions).toMatchObject([{ status: 'started', built: true }]);
    publish(TEXT, '2');
    expect((await up(project.context(locked()))).functions).toMatchObject([{ status: 'unchanged' }]);
    await pull(project.context(locked()), { references: [], update: true });
    expect((await up(project.context(locked()))).functions).toMatchObject([{ status: 'updated', built: true }]);
  });

  it('refuses another image under the name before anything starts', async () => {
    await lock(project.context());
    publish(TEXT, '2');
    await pull(project.context(), { references: ['text:1'], update: true });
    project.newEffects();
    expect(await codeOf(up(project.context(locked())))).toBe('image-not-the-locked');
    expect(project.newEffects().filter((effect) => !effect.startsWith('db'))).toEqual([]);
  });

  it('fetches a locked image that is missing by its digest', async () => {
    await lock(project.context());
    project.world.images.clear();
    publish(TEXT, '2');
    await up(project.context(locked()));
    expect([...project.world.images.keys()]).toContain(digest('1'));
    expect([...project.world.images.keys()]).not.toContain(digest('2'));
  });
});

describe('offline', () => {
  it('everything that is missing is told at once, before anything starts', async () => {
    project.write('b', '1');
    const run = up(project.context({ offline: true }));
    await expect(run).rejects.toMatchObject({
      code: 'images-missing',
      facts: {
        missing: [
          { reference: CADDY, usedBy: ['(router)'] },
          { reference: TEXT, usedBy: ['a', 'b'] },
        ],
      },
    });
    expect(project.newEffects().filter((effect) => !effect.startsWith('db'))).toEqual([]);
    expect(await codeOf(pull(project.context({ offline: true }), { references: [], update: false }))).toBe(
      'images-missing',
    );
    expect(await codeOf(lock(project.context({ offline: true })))).toBe('images-missing');
  });

  it('what was built runs without the images that it was built from', async () => {
    await pull(project.context(), { references: [], update: false });
    await up(project.context());
    project.world.images.delete(digest('1'));
    project.world.containers.clear();
    const { functions } = await up(project.context({ offline: true }));
    expect(functions).toMatchObject([{ status: 'started', built: false }]);
  });
});
