/**
 * What every ImageManager promises (core/contract/image-manager.ts), as checks.
 *
 *   save, load  a saved and loaded image is the same, with all requested names; half an
 *               archive fails
 *   pull        an image of a registry exists afterwards, with progress reported; a missing
 *               one fails with the facts of a pull
 *   abort       every verb throws the reason of its signal
 *
 * The checks query the engine's images through its FunctionManager, as the pipelines do.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { ImageManager, PullProgress } from '@smolfaas/core';
import type { EngineCheck, EngineConformance } from '../engine-tools.js';
import { failsWith, hearsAbort } from './expecting.js';
import type { EngineObjects } from './sweep.js';

/** An ImageManager under test, and what it works on. */
export interface ImageManagerSubject {
  readonly manager: ImageManager;
  /** Objects of the same engine. */
  readonly engine: EngineObjects;
  /** Id of an image that the engine has. It has further names during the run. */
  readonly image: string;
  /** Full reference of an image that neither the engine nor a registry has. */
  readonly missingImage: string;
  /**
   * Full reference of an image that a registry has and the engine does not; it is removed at the
   * end.
   */
  readonly pullable: string;
}

interface Place extends ImageManagerSubject {
  readonly run: string;
  readonly signal: AbortSignal;
  /** Ids by name, of all images. */
  readonly names: () => Promise<ReadonlyMap<string, string>>;
}

/** The checks for one manager. Run them in order, one at a time, then `close`. */
export function imageManagerConformance(subject: ImageManagerSubject): EngineConformance {
  const run = `smolfaas-test-${randomBytes(4).toString('hex')}`;
  const { engine, pullable } = subject;
  const signal = new AbortController().signal;
  const names = async () => {
    const seen = await engine.observe({ containerNames: [], networkName: '', volumeNames: [] }, signal);
    return new Map(seen.images.flatMap(({ id, tags }) => tags.map((tag) => [tag, id] as const)));
  };
  const place: Place = { ...subject, run, signal, names };
  return {
    checks: [...archiveChecks(place), ...pullChecks(place), ...abortChecks(place)],
    async close() {
      const ours = [...(await names()).keys()].filter((name) => name.startsWith(`${run}:`) || name === pullable);
      for (const name of ours) await engine.images.remove(name, signal);
    },
  };
}

function archiveChecks({ run, manager, engine, image, signal, names }: Place): EngineCheck[] {
  const [first, second] = [`${run}:first`, `${run}:second`];
  const packed = async (wanted: readonly string[]) => {
    for (const name of wanted) await engine.images.tag(image, name, signal);
    const bytes: Uint8Array[] = [];
    for await (const piece of await manager.save(wanted, signal)) bytes.push(piece);
    for (const name of wanted) await engine.images.remove(name, signal);
    return Buffer.concat(bytes);
  };
  return [
    {
      name: 'archives: what was packed is unpacked as the same image, under the same names',
      run: async () => {
        const archive = await packed([first, second]);
        assert.equal((await names()).has(first), false, 'the names were taken away');
        await manager.load(inPieces(archive), signal);
        const after = await names();
        assert.deepEqual([after.get(first), after.get(second)], [image, image]);
        for (const name of [first, second]) await engine.images.remove(name, signal);
      },
    },
    {
      name: 'archives: an image that is not there cannot be packed',
      run: async () => {
        const pack = async () => {
          for await (const _ of await manager.save([`${run}:none`], signal));
        };
        await failsWith('engine-error', pack(), 'there is no such image');
      },
    },
    {
      name: 'archives: one that was cut off is refused, and so is what is none; nothing of them stays',
      run: async () => {
        const archive = await packed([first]);
        const cut = archive.subarray(0, archive.length / 2);
        await failsWith('engine-error', manager.load(inPieces(cut), signal), 'the archive ends in the middle');
        const noise = Buffer.from('no archive at all '.repeat(1000));
        await failsWith('engine-error', manager.load(inPieces(noise), signal), 'it is no archive');
        assert.equal((await names()).has(first), false);
      },
    },
  ];
}

function pullChecks({ manager, missingImage, pullable, signal, names }: Place): EngineCheck[] {
  return [
    {
      name: 'pull: what a registry has is there afterwards, and again is fine; progress never exceeds its total',
      run: async () => {
        const told: PullProgress[] = [];
        await manager.pull(pullable, (progress) => told.push(progress), signal);
        assert.ok((await names()).has(pullable), 'it has its name');
        assert.ok(
          told.every(({ done, total }) => done <= total),
          JSON.stringify(told),
        );
        await manager.pull(pullable, () => undefined, signal);
      },
    },
    {
      name: 'pull: what is nowhere is told with its reference, its registry and who asked',
      run: async () => {
        const call = manager.pull(missingImage, () => undefined, signal);
        const facts = await failsWith('image-pull-failed', call, 'no registry has it');
        assert.deepEqual([facts.reference, facts.fetcher], [missingImage, 'engine']);
        assert.equal(facts.registry, missingImage.split('/')[0]);
      },
    },
  ];
}

function abortChecks({ run, manager, image, engine, pullable, signal, names }: Place): EngineCheck[] {
  const check = async () => {
    const before = [...(await names()).keys()].filter((name) => name !== pullable).sort();
    await engine.images.tag(image, `${run}:aborted`, signal);
    await hearsAbort({
      pull: (aborted) => manager.pull(`${pullable}-never`, () => undefined, aborted),
      save: async (aborted) => {
        for await (const _ of await manager.save([`${run}:aborted`], aborted));
      },
      load: (aborted) => manager.load(inPieces(Buffer.alloc(1024)), aborted),
    });
    await engine.images.remove(`${run}:aborted`, signal);
    const left = [...(await names()).keys()].filter((name) => name !== pullable).sort();
    assert.deepEqual(left, before, 'what was aborted must leave nothing behind');
  };
  return [{ name: 'abort: every verb throws the reason of its signal, and nothing is changed', run: check }];
}

/** The bytes in pieces, as an archive is read from a file. */
async function* inPieces(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}
