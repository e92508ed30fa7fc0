import { expect, test } from 'vitest';
import { LABEL } from '../contract/labels.js';
import type { Observed, ObservedContainer } from '../contract/observed.js';
import { builderView } from './builder-view.js';

const project = { id: 'p', functionsDir: '/f' };
const wanted = { name: 'builder', specHash: 'now' };
const labels = {
  [LABEL.project]: 'p',
  [LABEL.role]: 'builder',
  [LABEL.specHash]: 'now',
  [LABEL.privileges]: 'capabilities',
};
const container = {
  id: 'c',
  name: 'builder',
  state: 'running',
  imageId: 'i',
  labels,
  networks: [],
  ports: [],
} as const;
const view = (...containers: readonly ObservedContainer[]) => {
  const engine = { endpoint: '', version: '', apiVersion: '', platform: { os: 'linux', architecture: 'amd64' } };
  const images = [{ id: 'i', tags: ['moby/buildkit:v1'], labels: {} }];
  const observed: Observed = { engine, containers, images, networks: [], volumes: [] };
  return builderView(observed, project, wanted);
};

test('a builder is shown with its state, image and privileges', () => {
  const sound = { name: 'builder', state: 'running', image: 'moby/buildkit:v1', privileges: 'capabilities' };
  expect(view(container)).toEqual({ ...sound, outdated: false });
  expect(view({ ...container, state: 'exited', exitCode: 137 })).toMatchObject({ state: 'exited', exitCode: 137 });
});

test('one that the next build would make anew is told', () => {
  expect(view({ ...container, labels: { ...labels, [LABEL.specHash]: 'then' } })?.outdated).toBe(true);
  expect(view({ ...container, name: 'other' })?.outdated).toBe(true);
});

test('there may be none, or one of somebody else', () => {
  expect(view()).toBeUndefined();
  expect(view({ ...container, labels: { ...labels, [LABEL.project]: 'q' } })).toBeUndefined();
});
