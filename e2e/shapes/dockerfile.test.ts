/** Shapes of functions with a Dockerfile of their own, built by BuildKit's frontend. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baseImage } from '../harness/bases.js';
import type { CliResult } from '../harness/cli.js';
import { type ImageContent, readImages } from '../harness/images.js';
import type { Files, TestProject } from '../harness/project.js';
import { CA_CANARY, imageNames, outcomes, shapesProject, stepsAfter, TOKEN_CANARY, upWith } from './shapes-project.js';

const server = `const http = require('node:http');
const fs = require('node:fs');
const files = fs.readdirSync('.').sort();
const made = fs.existsSync('made.txt') ? fs.readFileSync('made.txt', 'utf8').trim() : null;
http.createServer((_, response) => response.end(JSON.stringify({
  uid: process.getuid(), cwd: process.cwd(), args: process.argv.slice(2), word: process.env.WORD ?? null, files, made,
}))).listen(8000, '0.0.0.0');
process.on('SIGTERM', () => process.exit(0));
`;

/** Functions on this base image. */
const functionsOn = (base: string): Record<string, Files> => ({
  stages: {
    Dockerfile: `ARG BASE=${base}
FROM \${BASE} AS make
ARG WORD=default
ARG EMPTY
RUN echo "made with \${WORD}\${EMPTY}" > /made.txt
FROM \${BASE}
WORKDIR /srv
COPY --from=make /made.txt .
COPY server.js .
ENV WORD=kept
USER 1234:1234
CMD ["node", "server.js", "an argument"]
`,
    'server.js': server,
  },
  ignoring: {
    Dockerfile: `FROM ${base}\nWORKDIR /srv\nCOPY . .\nUSER 65532\nCMD ["node", "server.js"]\n`,
    '.dockerignore': 'notes.txt\ndocs\n!docs/kept.md\n',
    'server.js': server,
    'notes.txt': 'one\n',
    'docs/draft.md': 'one\n',
    'docs/kept.md': 'one\n',
    'node_modules/dependency/index.js': 'not litter here: a Dockerfile may copy it\n',
  },
  preferred: {
    Dockerfile: `FROM ${base}\nWORKDIR /srv\nCOPY server.js .\nENTRYPOINT ["node"]\nCMD ["server.js", "by the Dockerfile"]\n`,
    'package.json': '{"name":"preferred","scripts":{"start":"node nothing.js"}}\n',
    'server.js': server,
  },
});

const BROKEN: Record<string, Files> = {
  failing: { Dockerfile: 'FROM BASE\nRUN echo the last words && exit 7\n' },
  unparsable: { Dockerfile: 'FROM BASE\nRUNN echo\n' },
};

describe('Dockerfile functions', () => {
  let project: TestProject;
  let base: string;
  let up: CliResult;
  let images: Map<string, ImageContent>;

  beforeAll(async () => {
    base = await baseImage('node', 'node');
    const broken = Object.entries(BROKEN).map(([name, { Dockerfile = '' }]): [string, Files] => [
      name,
      { Dockerfile: Dockerfile.replace('BASE', base) },
    ]);
    project = await shapesProject({ ...functionsOn(base), ...Object.fromEntries(broken) });
    up = await upWith(project, Object.keys(functionsOn(base)));
    images = await readImages(imageNames(project, Object.keys(functionsOn(base))), base);
  });
  afterAll(() => project.dispose());

  it('builds and starts the sound ones; the broken ones make it exit 1', () => {
    expect(up.code).toBe(1);
    for (const name of Object.keys(functionsOn(base))) expect(up.stdout).toMatch(new RegExp(`${name} +started`));
    for (const name of Object.keys(BROKEN)) expect(up.stdout).toMatch(new RegExp(`${name} +failed`));
  });

  it('row 19: shows the last words of a step, and where a Dockerfile cannot be read', () => {
    expect(up.stderr).toMatch(/failing: build step .*exit 7.* failed \(exit 7\)\n {2}│ the last words/);
    expect(up.stderr).toMatch(/unparsable: .*[Rr][Uu][Nn][Nn]/);
  });

  it("several stages, defaults of ARG, ENV, USER and CMD are the Dockerfile's", async () => {
    expect(await project.invoke('stages')).toEqual({
      uid: 1234,
      cwd: '/srv',
      args: ['an argument'],
      word: 'kept',
      files: ['made.txt', 'server.js'],
      made: 'made with default',
    });
  });

  it('wins over package.json in the same directory, and says so', async () => {
    expect(await project.invoke('preferred')).toMatchObject({ args: ['by the Dockerfile'] });
    expect(up.stderr).toMatch(/note: preferred: .*dockerfile.*node/);
  });

  it('what .dockerignore names is not in the image', async () => {
    expect((await project.invoke('ignoring'))['files']).not.toContain('notes.txt');
    const image = images.get(imageNames(project, ['ignoring'])[0] ?? '');
    expect(image?.under('srv/docs')).toEqual(['srv/docs/kept.md']);
    expect(image?.under('srv/node_modules')).toContain('srv/node_modules/dependency/index.js');
  });

  it('nor does it count: editing it rebuilds nothing, editing what an exception brought back does', async () => {
    const before = (await project.containers()).map(({ Id }) => Id);
    await project.write('ignoring', { 'notes.txt': 'two\n', 'docs/draft.md': 'two\n', 'docs/new.md': 'two\n' });
    const unchanged = await outcomes(await project.run('up', '--json'));
    expect(unchanged['ignoring']).toMatchObject({ status: 'unchanged', built: false });
    expect((await project.containers()).map(({ Id }) => Id)).toEqual(before);

    // The builder knows contents that any build ever sent, so only new ones show that the step runs.
    const { ran } = await stepsAfter(project, 'ignoring', { 'docs/kept.md': `${project.id}\n` });
    expect(ran.join()).toContain('COPY . .');
  });

  it('the certificates and tokens of other builds are in none of them', () => {
    for (const [name, image] of images) {
      const found = [CA_CANARY, TOKEN_CANARY].filter((secret) => image.holds(secret));
      expect({ name, found }).toEqual({ name, found: [] });
    }
  });
});
