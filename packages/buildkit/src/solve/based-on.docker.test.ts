/**
 * A config made from that of a base image, by a real engine. Above all the history, which has as
 * many lines as the image has layers.
 */
import { image, lineageOf, marshal, mkdir, mkfile } from '@smolfaas/llb';
import { beforeEach, expect, test } from 'vitest';
import type { BasedOn, ImageConfig } from '../api.js';
import { build, CONFIG, engine, engineClient, imageRequest, STATIC_BASE, uniqueName } from '../engine.test.fixture.js';

const client = await engineClient();
let result: ReturnType<typeof image>;
beforeEach(() => {
  result = image(STATIC_BASE, { resolveMode: 'local' })
    .file([mkdir('/d'), mkfile('/d/f', uniqueName())], { name: 'two actions' })
    .run(['/bin/sh', '-c', 'echo > /d/g'], { env: { PATH: '/bin:/usr/bin' }, name: 'a command' }).root;
});

const linesOf = (config: ImageConfig): readonly object[] =>
  'history' in config && Array.isArray(config.history) ? config.history : [];

function request(basedOn: BasedOn) {
  const asked = imageRequest(result, {});
  if (asked.input.kind !== 'llb') throw new Error('no graph');
  return { ...asked, input: { ...asked.input, basedOn } };
}

/** The history, lowest layer first. */
async function historyOf(name: string) {
  const { body } = await engine('GET', `/images/${name}/history`);
  const lines: { Created: number; CreatedBy: string; Comment: string }[] = JSON.parse(body.toString());
  return lines.map(({ Created, CreatedBy, Comment }) => ({ Created, CreatedBy, Comment })).reverse();
}

test('has a line for each layer, and the builder adds none; the question is no step of the build', async () => {
  const layers = lineageOf(marshal(result).bytes)?.layers ?? [];
  const above = layers.map((created_by) => ({ created: CONFIG.created, created_by }));
  const config = (base: ImageConfig) => ({ ...CONFIG, history: [...linesOf(base), ...above] });
  const { image: made, steps } = await build(client, request({ ref: STATIC_BASE, resolveMode: 'local', config }));
  expect(await historyOf(made)).toEqual([
    ...(await historyOf(STATIC_BASE)),
    { Created: 0, CreatedBy: 'two actions', Comment: '' },
    { Created: 0, CreatedBy: 'a command', Comment: '' },
  ]);
  expect(steps.map(({ name }) => name).filter((name) => name.startsWith('[internal]'))).toEqual([]);
});

test('is the config of the request where the daemon does not know the base', async () => {
  const config = () => ({ ...CONFIG, config: { Cmd: ['/other'] } });
  const { image: made } = await build(client, request({ ref: 'localhost:9/none:none', config }));
  const { body } = await engine('GET', `/images/${made}/json`);
  expect(JSON.parse(body.toString())).toMatchObject({ Config: { Cmd: CONFIG.config?.Cmd } });
});
