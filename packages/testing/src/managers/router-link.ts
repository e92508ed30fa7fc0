/**
 * The link to a running router: tables, probes, connections. Part of the suite of CaddyManager.
 */
import assert from 'node:assert/strict';
import type { RouterLink } from '@smolfaas/core';
import type { EngineCheck } from '../engine-tools.js';
import type { RouterFixture } from './router-fixture.js';

export function linkChecks({ signal, running, upstream, table, run }: RouterFixture) {
  return [
    {
      name: 'link: gives back the last table whole',
      run: async () => {
        const link = await running();
        const [first, second] = [
          { function: 'a', upstream: 'a.g1' },
          { function: 'b', upstream: 'b.g1' },
        ];
        for (const routes of [[first, second], [{ ...first, upstream: 'a.g2' }, second], [second], []]) {
          const told = await table(...routes);
          await link.push(told, signal);
          assert.deepEqual(await link.read(signal), { table: told, intact: true });
        }
      },
    },
    {
      name: 'link: a probe tells who answers, and who is not there',
      run: async () => {
        const link = await running();
        const answered = await untilAnswered(link, await upstream(), signal);
        assert.equal(answered, true, 'the function answers on port 8000, with whatever status');
        const { kind } = await link.probe(`${run}-nobody`, 5_000, signal);
        assert.equal(kind, 'unresolved', 'no container has this name');
      },
    },
    {
      name: 'link: an upstream without requests has no connections after a while',
      run: async () => {
        const link = await running();
        assert.equal(await link.connections(`${run}-nobody`, signal), 0);
      },
    },
  ] satisfies EngineCheck[];
}

/** A server needs a moment to start. */
async function untilAnswered(link: RouterLink, upstream: string, signal: AbortSignal): Promise<boolean> {
  const until = performance.now() + 10_000;
  while (performance.now() < until) {
    if ((await link.probe(upstream, 2_000, signal)).kind === 'answered') return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}
