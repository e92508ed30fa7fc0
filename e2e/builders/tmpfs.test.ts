/**
 * A builder whose volume lies on a tmpfs, as that of an engine on some CI runners: a daemon without root cannot remove a directory of an earlier layer there,
 * so it must not be the one that builds.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { baseImage } from '../harness/bases.js';
import { TestProject } from '../harness/project.js';
import { builderImages, usualImages } from '../harness/throwaway/base-images.js';
import { ThrowawayEngine } from '../harness/throwaway-engine.js';

let engine: ThrowawayEngine;
let project: TestProject;

beforeAll(async () => {
  const base = await baseImage('go', 'static');
  engine = await ThrowawayEngine.create({
    bases: { ...(await usualImages()), ...(await builderImages()), BASE: base },
  });
  project = await TestProject.create();
  await engine.use(project);
  await project.write('fn', {
    Dockerfile: [
      `FROM ${base}`,
      'RUN mkdir -p /www/old && echo one > /www/old/index.html',
      'RUN rm -r /www/old && mkdir /www/old && echo two > /www/old/index.html',
      'STOPSIGNAL SIGKILL',
      'CMD ["httpd", "-f", "-p", "8000", "-h", "/www"]\n',
    ].join('\n'),
  });
});
afterAll(async () => {
  await project.dispose();
  await engine.dispose();
});

it('has the least privileges that can remove what an earlier layer holds, and says why not fewer', async () => {
  const up = await project.expectRun(0, 'up', '--builder', 'container');
  expect(up.stderr).toMatch(/builder cannot run rootless here: /);
  expect(up.stderr).toMatch(/builder running with the capabilities/);
  expect((await project.call('/invoke/fn/old/')).body).toBe('two\n');
});
