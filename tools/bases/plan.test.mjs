import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ALL_STAND_INS, STAND_INS, selectImages, shortName } from './plan.mjs';

const packages = fileURLToPath(new URL('../../packages', import.meta.url));

/** The base images that the runtimes of this workspace declare in their manifests, as [stand-in, official image]. */
function declaredBases() {
  return readdirSync(packages)
    .filter((folder) => folder.startsWith('runtime-'))
    .flatMap(
      (folder) => JSON.parse(readFileSync(`${packages}/${folder}/package.json`, 'utf8')).smolfaas?.runtimes ?? [],
    )
    .flatMap(({ bases }) => Object.values(bases))
    .map(({ standIn, image }) => [standIn, image.replace('docker.io/library/', '')]);
}

test('every stand-in that a runtime declares is one of ours, for the same official image', () => {
  const ours = new Map(STAND_INS.map(({ name, standsFor }) => [name, standsFor]));
  const declared = declaredBases();
  expect(declared.length).toBeGreaterThanOrEqual(6);
  for (const [standIn, image] of declared) expect([standIn, ours.get(standIn)]).toEqual([standIn, image]);
});

test('images are chosen by short names; without any, those that every build needs', () => {
  expect(selectImages([])).toEqual(STAND_INS);
  expect(selectImages([]).map(shortName)).not.toContain('buildkitd');
  expect(selectImages(['buildkitd']).map(({ standsFor }) => standsFor)).toEqual(['moby/buildkit:v0.25.2']);
  expect(selectImages(['caddy', 'node']).map(shortName)).toEqual(['node', 'caddy']);
  expect(() => selectImages(['nodes'])).toThrow(
    'There is no stand-in named nodes. Choose from: debian, static, go-build',
  );
});

test('layers with the same id are the same layer', () => {
  const byId = new Map();
  for (const layer of ALL_STAND_INS.flatMap(({ layers }) => layers)) {
    expect(byId.get(layer.id) ?? layer).toBe(layer);
    byId.set(layer.id, layer);
  }
});
