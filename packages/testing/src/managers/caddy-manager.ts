/**
 * What every CaddyManager and RouterLink promise (core/contract/caddy-manager.ts), as checks.
 *
 *   router   kept while it matches its spec, else replaced with its volume and routes kept; found
 *            again; a fault is named
 *   link     returns the table that was pushed, probes, counts; fails once the router is removed
 *   abort    every verb throws the reason of its signal
 *
 * Caddy routes requests, under a configuration of the implementation; the tests of the
 * implementation cover that.
 */
import assert from 'node:assert/strict';
import { LABEL } from '@smolfaas/core';
import type { EngineCheck, EngineConformance } from '../engine-tools.js';
import { failsWith, hearsAbort } from './expecting.js';
import { linkChecks } from './router-link.js';
import { type CaddyManagerSubject, type RouterFixture, routerFixture } from './router-fixture.js';

/** The checks for one manager. Run them in order, one at a time, then `close`. */
export function caddyManagerConformance(subject: CaddyManagerSubject): EngineConformance {
  const place = routerFixture(subject);
  const groups = [routerChecks, linkChecks, faultChecks, abortChecks];
  return { checks: groups.flatMap((group) => group(place)), close: place.close };
}

function routerChecks({ manager, signal, spec, seen, running, table, engine }: RouterFixture) {
  return [
    {
      name: 'router: its spec hash tells specs apart, and makes nothing',
      run: async () => {
        const wanted = await spec();
        assert.equal(manager.specHash({ ...wanted }), manager.specHash(wanted));
        const others = [
          { image: 'other:1' },
          { httpsPort: wanted.httpsPort + 1 },
          { bind: ['0.0.0.0'] },
          { volume: 'v' },
        ];
        for (const change of others) {
          assert.notEqual(manager.specHash({ ...wanted, ...change }), manager.specHash(wanted), JSON.stringify(change));
        }
        assert.equal(await seen(wanted.name), undefined);
      },
    },
    {
      name: 'router: runs with its labels and spec hash, and is left alone when asked for again',
      run: async () => {
        const wanted = await spec();
        await running();
        const first = await seen(wanted.name);
        assert.equal(first?.state, 'running');
        const labels = { ...wanted.labels, [LABEL.specHash]: manager.specHash(wanted) };
        for (const [name, value] of Object.entries(labels)) assert.equal(first.labels[name], value, name);
        await running();
        assert.equal((await seen(wanted.name))?.id, first.id);
      },
    },
    {
      name: 'router: is found again without any memory, and looking changes nothing',
      run: async () => {
        const wanted = await spec();
        const link = await running();
        const told = await table();
        await link.push(told, signal);
        const before = await seen(wanted.name);
        const found = await manager.link(before, signal);
        assert.deepEqual(await found?.read(signal), { table: told, intact: true });
        assert.equal(await manager.link(undefined, signal), undefined, 'nothing was observed');
        assert.equal(
          await manager.link(before && { ...before, state: 'exited' }, signal),
          undefined,
          'it does not run',
        );
        assert.equal((await seen(wanted.name))?.id, before?.id);
      },
    },
    {
      name: 'router: another spec replaces it, and its routes stay',
      run: async () => {
        const wanted = await spec();
        const link = await running();
        const before = await seen(wanted.name);
        await link.push(await table({ function: 'fn', upstream: 'nobody' }), signal);
        const changed = { ...wanted, labels: { ...wanted.labels, more: 'yes' } };
        const next = await manager.ensure(changed, before, signal);
        const after = await seen(wanted.name);
        assert.notEqual(after?.id, before?.id, 'another spec is another container');
        assert.deepEqual((await next.read(signal)).table.routes, [{ function: 'fn', upstream: 'nobody' }]);
        const volumes = await engine.observe(
          { containerNames: [], networkName: '', volumeNames: [wanted.volume] },
          signal,
        );
        assert.equal(volumes.volumes.filter(({ name }) => name === wanted.volume).length, 1, 'the volume stays');
        await manager.ensure(wanted, after, signal);
      },
    },
    {
      name: 'router: its root certificate is readable, the same each time, also when it is stopped',
      run: async () => {
        await running();
        const router = await seen((await spec()).name);
        assert.ok(router);
        const first = await manager.rootCertificate(router, signal);
        assert.match(first ?? '', /^-----BEGIN CERTIFICATE-----\n[\s\S]+-----END CERTIFICATE-----\n$/);
        assert.equal(await manager.rootCertificate(router, signal), first);
        assert.equal(await manager.rootCertificate({ ...router, state: 'exited' }, signal), first);
      },
    },
  ] satisfies EngineCheck[];
}

function faultChecks({ manager, engine, signal, spec, seen, running, table, run, missingImage }: RouterFixture) {
  return [
    {
      name: 'fault: a missing image is named, before anything is given up for it',
      run: async () => {
        const wanted = await spec();
        await running();
        const before = await seen(wanted.name);
        const call = manager.ensure({ ...wanted, image: missingImage }, before, signal);
        const facts = await failsWith('router-image-missing', call, 'there is no such image');
        assert.equal(facts.reference, missingImage);
        assert.equal((await seen(wanted.name))?.id, before?.id, 'the running router goes on');
      },
    },
    {
      name: 'fault: a port that another container has is named, and nothing left behind',
      run: async () => {
        await running();
        const second = await spec({ name: `${run}-second`, volume: `${run}-data` });
        const facts = await failsWith('port-taken', manager.ensure(second, undefined, signal), 'both want one port');
        assert.ok([second.httpPort, second.httpsPort].includes(facts.port), 'the port is one that was asked for');
        assert.equal(await seen(second.name), undefined);
      },
    },
    {
      name: 'fault: the link to a router that is gone says so',
      run: async () => {
        const wanted = await spec();
        const link = await running();
        await engine.functions.remove((await seen(wanted.name))?.id ?? '', 0, signal);
        const told = await table();
        await failsWith('router-unreachable', link.read(signal), 'read');
        await failsWith('router-unreachable', link.push(told, signal), 'push');
        await failsWith('router-unreachable', link.probe('x', 1_000, signal), 'probe');
      },
    },
  ] satisfies EngineCheck[];
}

function abortChecks({ manager, signal, spec, seen, running, table, run }: RouterFixture): EngineCheck[] {
  const check = async () => {
    const link = await running();
    const wanted = await spec();
    const observed = await seen(wanted.name);
    const other = await spec({ name: `${run}-never`, httpPort: 0, httpsPort: 0 });
    const told = await table({ function: 'never', upstream: 'never' });
    await hearsAbort({
      ensure: (aborted) => manager.ensure(other, undefined, aborted),
      link: (aborted) => manager.link(observed, aborted),
      rootCertificate: async (aborted) => {
        assert.ok(observed);
        await manager.rootCertificate(observed, aborted);
      },
      read: (aborted) => link.read(aborted),
      push: (aborted) => link.push(told, aborted),
      probe: (aborted) => link.probe('never', 1_000, aborted),
      connections: (aborted) => link.connections('never', aborted),
    });
    assert.equal(await seen(other.name), undefined, 'an aborted ensure leaves nothing behind');
    assert.notDeepEqual((await link.read(signal)).table, told, 'an aborted push tells nothing');
  };
  return [{ name: 'abort: every verb throws the reason of its signal, and nothing is changed', run: check }];
}
