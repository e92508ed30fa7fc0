/**
 * What every BuildKitManager promises (core/contract/buildkit-manager.ts), as checks.
 *
 *   images   tagged and labelled as requested; equal sources give the same image, others
 *            another one; several at once
 *   events   steps start before they end, numbered in order of first start
 *   faults   named by code; the tags do not move
 *   abort    the reason of the signal, before and during the build
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildEvent, type BuildRequest, isSmolfaasError } from '@smolfaas/core';
import type { EngineCheck, EngineConformance } from '../engine-tools.js';
import { type BuildKitManagerSubject, type BuildFixture, buildFixture, NOTHING } from './build-fixture.js';
import { failsWith, hearsAbort } from './expecting.js';

/** The checks for one manager. Run them in order, one at a time, then `close`. */
export function buildKitManagerConformance(subject: BuildKitManagerSubject): EngineConformance {
  const place = buildFixture(subject);
  const groups = [resultChecks, eventChecks, faultChecks, abortChecks];
  return { checks: groups.flatMap((group) => group(place)), close: place.close };
}

const quiet = () => undefined;

function resultChecks({ build: run, engine, signal, request, tagged }: BuildFixture) {
  const build = (one: BuildRequest) => run(one, quiet, signal);
  return [
    {
      name: 'image: has the tags and labels that were asked for',
      run: async () => {
        const wanted = request('plain', { 'a.txt': 'a' });
        const built = await build(wanted);
        assert.match(built.id, /^sha256:[0-9a-f]{64}$/);
        assert.ok(built.steps > 0 && built.cached <= built.steps, 'steps are counted, and the cached ones among them');
        const { images } = await engine.observe(NOTHING, signal);
        const image = images.find(({ id }) => id === built.id);
        assert.ok(image, 'the engine has it under the id that was given');
        for (const tag of wanted.tags) assert.ok(image.tags.includes(tag), tag);
        for (const [name, value] of Object.entries(wanted.labels)) assert.equal(image.labels[name], value, name);
      },
    },
    {
      name: 'image: is the same for the same source, and another for another',
      run: async () => {
        const first = await build(request('same', { 'a.txt': 'a' }));
        assert.equal((await build(request('same', { 'a.txt': 'a' }))).id, first.id, 'same source, same image');
        const other = request('same', { 'a.txt': 'b' });
        const changed = await build(other);
        assert.notEqual(changed.id, first.id, 'as long a text with other bytes is another source');
        assert.deepEqual(await tagged(other.tags[0]), [changed.id], 'the tag moves to the newest image');
      },
    },
    {
      name: 'image: several are built at once, and not mixed up',
      run: async () => {
        const requests = ['x', 'y', 'z'].map((text) => request(`crowd-${text}`, { 'a.txt': text }));
        const built = await Promise.all(requests.map(build));
        assert.equal(new Set(built.map(({ id }) => id)).size, 3);
        for (const [index, { tags }] of requests.entries()) assert.deepEqual(await tagged(tags[0]), [built[index]?.id]);
      },
    },
  ] satisfies EngineCheck[];
}

function eventChecks({ build, signal, request }: BuildFixture): EngineCheck[] {
  const run = async () => {
    const events: BuildEvent[] = [];
    await build(request('told', { 'a.txt': randomBytes(8).toString('hex') }), (e) => events.push(e), signal);
    const seen = new Set<number>();
    for (const event of events.filter((one) => one.type !== 'warning')) {
      if (!seen.has(event.step)) {
        assert.equal(event.step, seen.size + 1, 'steps are numbered from 1 in order of first start');
        seen.add(event.step);
      }
    }
    const steps = events.flatMap((event) => (event.type === 'step' ? [event] : []));
    const done = steps.filter(({ status }) => status === 'done');
    assert.ok(done.length > 0, 'a build that did something tells so');
    for (const { step } of done) {
      const order = steps.filter((one) => one.step === step).map(({ status }) => status);
      assert.ok(order.indexOf('started') < order.indexOf('done') && order.includes('started'), 'started before done');
    }
  };
  return [{ name: 'events: every step starts before it is done, numbered in order', run }];
}

function faultChecks({ build, signal, request, tagged, broken }: BuildFixture) {
  return [
    {
      name: 'fault: a build that fails leaves the tag on the image before',
      run: async () => {
        const good = request('kept', { 'a.txt': 'a' });
        const { id } = await build(good, quiet, signal);
        const bad = broken(request('kept', { 'a.txt': 'b' }));
        const facts = await brokenBuild(build(bad, quiet, signal));
        assert.equal(facts.function, 'kept', 'the error names the function');
        assert.deepEqual(await tagged(good.tags[0]), [id]);
      },
    },
    {
      name: 'fault: other bytes than the hashed ones are never built',
      run: async () => {
        const wanted = request('late', { 'a.txt': 'before' });
        writeFileSync(join(wanted.source.root, 'a.txt'), 'behind');
        const facts = await failsWith('source-changed', build(wanted, quiet, signal), 'a.txt was changed');
        assert.deepEqual(facts, { function: 'late', path: 'a.txt' });
        assert.deepEqual(await tagged(wanted.tags[0]), []);
      },
    },
    {
      name: 'fault: a time limit ends the build',
      run: async () => {
        const wanted = { ...request('slow', { 'a.txt': randomBytes(8).toString('hex') }), timeoutMs: 1 };
        const facts = await failsWith('build-timeout', build(wanted, quiet, signal), 'one millisecond');
        assert.equal(facts.function, 'slow');
        assert.deepEqual(await tagged(wanted.tags[0]), []);
      },
    },
  ] satisfies EngineCheck[];
}

/** The code depends on whether the builder reaches a step. */
async function brokenBuild(build: Promise<unknown>): Promise<{ readonly function: string }> {
  const error = await build.then(
    () => assert.fail('a build that cannot work must fail'),
    (reason: unknown) => reason,
  );
  const isBroken = isSmolfaasError(error, 'build-failed') || isSmolfaasError(error, 'build-step-failed');
  assert.ok(isBroken, `expected build-failed or build-step-failed, got ${String(error)}`);
  return error.facts;
}

function abortChecks({ build, request, tagged }: BuildFixture) {
  return [
    {
      name: 'abort: a build that shall not begin does not',
      run: async () => {
        const wanted = request('never', { 'a.txt': 'a' });
        await hearsAbort({ build: (aborted) => build(wanted, quiet, aborted) });
        assert.deepEqual(await tagged(wanted.tags[0]), []);
      },
    },
    {
      name: 'abort: a build is ended by its signal, with its reason',
      run: async () => {
        const wanted = request('ended', { 'a.txt': randomBytes(8).toString('hex') });
        const stop = new AbortController();
        const reason = new Error('stopped in the middle');
        const atFirstEvent = () => stop.abort(reason);
        await assert.rejects(build(wanted, atFirstEvent, stop.signal), (error) => error === reason);
        assert.deepEqual(await tagged(wanted.tags[0]), []);
      },
    },
  ] satisfies EngineCheck[];
}
