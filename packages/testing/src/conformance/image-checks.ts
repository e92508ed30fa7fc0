/**
 * Checks of what a recipe says about the image besides its files: the configuration of a graph, the
 * request to a frontend.
 *
 * A graph inherits only files from a base image: user, environment and command are what the recipe
 * sets, or nothing.
 */
import assert from 'node:assert/strict';
import type { ContainerConfig } from '@smolfaas/core';
import { built, type Check, type ConformanceSubject } from './subject.js';

/**
 * For recipes of kind `llb`: SmolFaaS starts the image with a read-only root and sends requests to
 * port 8000.
 */
export function configChecks(subject: ConformanceSubject): readonly Check[] {
  const run = () => {
    for (const { example, recipe } of built(subject)) {
      if (recipe.image.kind === 'llb') checkConfig(example.name, recipe.image.config?.config ?? {});
    }
  };
  return [{ name: 'image: the configuration is complete', run }];
}

/**
 * For recipes of kind `dockerfile`: there, the frontend inside the builder makes graph and
 * configuration.
 */
export function frontendChecks(subject: ConformanceSubject): readonly Check[] {
  const run = () => {
    for (const { example, recipe } of built(subject)) {
      if (recipe.image.kind !== 'dockerfile') continue;
      const { filename, attrs } = recipe.image;
      const message = `example "${example.name}" has no file ${filename}: name a Dockerfile of the function`;
      assert.ok(example.files[filename] !== undefined, message);
      const texts = Object.values(attrs).every((value) => typeof value === 'string');
      assert.ok(texts, `example "${example.name}": frontend attributes are texts, also numbers and switches`);
    }
  };
  return [{ name: 'image: the frontend gets a file of the function', run }];
}

function checkConfig(example: string, config: ContainerConfig): void {
  const at = `the image of example "${example}"`;
  const user = config.User ?? '';
  assert.match(
    user,
    /^[1-9]\d*:[1-9]\d*$/,
    `${at} has User "${user}": set a numeric uid:gid that is not root, 65532:65532`,
  );
  const names = new Map((config.Env ?? []).map((line) => [line.split('=')[0], line.slice(line.indexOf('=') + 1)]));
  for (const name of ['PATH', 'HOME'])
    assert.ok(names.get(name), `${at} has no ${name}: add it to Env, nothing is inherited`);
  assert.equal(names.get('PORT'), '8000', `${at} must have PORT=8000 in Env: that is where requests arrive`);
  const starts = [...(config.Entrypoint ?? []), ...(config.Cmd ?? [])];
  assert.ok(starts.length > 0, `${at} starts nothing: set Cmd or Entrypoint`);
  const directory = config.WorkingDir ?? '';
  assert.ok(directory.startsWith('/'), `${at} has WorkingDir "${directory}": set an absolute path, such as /app`);
  const port = config.ExposedPorts?.['8000/tcp'];
  assert.ok(port !== undefined, `${at} does not expose its port: set ExposedPorts to { '8000/tcp': {} }`);
}
