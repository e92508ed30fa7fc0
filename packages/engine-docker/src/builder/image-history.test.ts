import { expect, test } from 'vitest';
import { withHistory } from './image-history.js';

const CREATED = '1970-01-01T00:00:00Z';
const config = { architecture: 'amd64', os: 'linux' };
const base = (layers: number, history?: object[]) => ({
  ...config,
  rootfs: { type: 'layers', diff_ids: Array.from({ length: layers }, (_, i) => `sha256:${i}`) },
  ...(history && { history }),
});
const OWN = { created: CREATED, created_by: 'copy sources', comment: 'smolfaas' };

test('is that of the base to the letter but for times, and a line for each step above it', () => {
  const lines = [
    { created: '2026-01-01T00:00:00Z', created_by: 'ADD rootfs', author: 'them' },
    { created: '2026-01-01T00:00:00Z', created_by: 'ENV A=b', empty_layer: true },
  ];
  expect(withHistory(config, base(1, lines), ['copy sources'])).toEqual({
    ...config,
    history: [{ ...lines[0], created: CREATED }, { ...lines[1], created: CREATED }, OWN],
  });
});

test('a base whose history says less than it has layers gets a line for each, so that ours are at their own layers', () => {
  const line = { created: CREATED, created_by: 'layer of the base image' };
  const history = [line, line, OWN];
  expect(withHistory(config, base(2), ['copy sources'])).toEqual({ ...config, history });
  expect(withHistory(config, base(2, [{ created_by: 'ADD' }]), ['copy sources'])).toEqual({ ...config, history });
});

test('from scratch it is ours alone; a base that tells no layers leaves it to the builder', () => {
  expect(withHistory(config, undefined, ['copy sources'])).toEqual({ ...config, history: [OWN] });
  expect(withHistory(config, config, ['copy sources'])).toEqual(config);
});
