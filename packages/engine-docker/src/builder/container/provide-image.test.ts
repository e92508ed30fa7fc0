import { expect, test } from 'vitest';
import { provideImage } from './provide-image.js';

const signal = new AbortController().signal;

/** An engine with these images; it records the references pulled from registries. */
function engineWith(...images: readonly string[]) {
  const pulled: string[] = [];
  const imageId = async (reference: string) => (images.includes(reference) ? 'sha256:1' : undefined);
  return { pulled, imageId, pull: async (reference: string) => void pulled.push(reference) };
}

test('a registry is asked only for what is not here', async () => {
  const engine = engineWith('here:1');
  await provideImage(engine, 'here:1', {}, signal);
  await provideImage(engine, 'there:1', {}, signal);
  expect(engine.pulled).toEqual(['there:1']);
});

test('offline no registry is asked, and what is missing is told', async () => {
  const engine = engineWith('here:1');
  await provideImage(engine, 'here:1', { offline: true }, signal);
  await expect(provideImage(engine, 'there:1', { offline: true }, signal)).rejects.toMatchObject({
    code: 'builder-image-missing',
    facts: { reference: 'there:1', message: 'no registry is asked under --offline' },
  });
  expect(engine.pulled).toEqual([]);
});
