import { expect, test } from 'vitest';
import { generationName, imageTags, routerVolume, settledName } from './object-names.js';

test('names of one function', () => {
  expect(settledName('smolfaas-func', 'hello')).toBe('smolfaas-func-hello');
  expect(generationName('smolfaas-func', 'hello', 12)).toBe('smolfaas-func-hello.g12');
  expect(routerVolume('smolfaas-router')).toBe('smolfaas-router-data');
});

test('an image is named after content and recipe', () => {
  const [own, latest] = imageTags('smolfaas-func', 'hello', 'content', 'key');
  expect(own).toMatch(/^smolfaas-func-hello:[0-9a-f]{12}$/);
  expect(latest).toBe('smolfaas-func-hello:latest');
  expect(imageTags('smolfaas-func', 'hello', 'content', 'other')[0]).not.toBe(own);
});
