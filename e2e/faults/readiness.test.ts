/**
 * Functions that start badly, and requests that are not what they seem. A bad version never goes live: the old one keeps its
 * route, the new container is gone, the exit code is 1 and the words say what the function did instead of listening. Slow starts are in
 * deadlines.test.ts.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeFunction, nodeScript } from '../harness/functions.js';
import { rawHttps } from '../harness/http.js';
import { TestProject } from '../harness/project.js';

const HTTP = "const http = require('node:http');\n";

/** Kinds of bad versions, and what the message must say. */
const BAD: readonly [row: string, script: string, says: RegExp][] = [
  [
    'row 28: never listens',
    "console.log('I sit here');\nsetInterval(() => {}, 1000);\n",
    /nothing listens on :8000[^]*I sit here/,
  ],
  [
    'row 29: listens on 127.0.0.1',
    `${HTTP}http.createServer((q, r) => r.end()).listen(8000, '127.0.0.1');\n`,
    /listens on 127\.0\.0\.1:8000, must be 0\.0\.0\.0/,
  ],
  ['row 29: listens on 3000', `${HTTP}http.createServer((q, r) => r.end()).listen(3000, '0.0.0.0');\n`, /:3000/],
  [
    'row 31: exits at once',
    "console.error('no way');\nprocess.exit(3);\n",
    /crashed [3-9] times in \d+ s \(exit code 3\)\n +│ no way\n(?! +│)/,
  ],
  [
    'row 31: throws at once',
    "require('node:fs').readFileSync('/no/such/config');\n",
    /crashed [3-9] times in \d+ s \(exit code 1\)[^]*no such file[^]*index\.js:1:[^]*… \d+ frame\(s\)/,
  ],
  [
    'row 34: takes more memory than it may',
    'const all = [];\nfor (;;) all.push(Buffer.alloc(32 << 20, 1));\n',
    /crashed \d times? in \d+ s \(out of memory, limit 512 MiB\)/,
  ],
  [
    'row 33: speaks HTTP/2 without TLS only',
    "require('node:http2').createServer((q, r) => r.end('ok')).listen(8000, '0.0.0.0');\n",
    /speaks HTTP\/2 without TLS \(h2c\) only, must speak HTTP\/1\.1/,
  ],
  [
    'row 33: never answers',
    "require('node:net').createServer(() => {}).listen(8000, '0.0.0.0');\n",
    /does not answer HTTP/,
  ],
];

/** Name of the function that turns bad in this way. */
const nameOf = (at: number) => `fn-${at}`;
/** A crash loop ends the wait by itself. On a busy machine its third crash may come later than the others' deadline. */
const loops = ([, , says]: (typeof BAD)[number]) => says.source.includes('crashed');

describe('a bad version never goes live', () => {
  let project: TestProject;
  let before: readonly string[];
  /** What both runs said. */
  let said = '';
  const ids = async () => (await project.containers()).map((c) => c.Id);

  /** One `up` for all of these, whose former versions come back into their directories after it. */
  async function upWith(bad: readonly number[], ...flags: readonly string[]): Promise<void> {
    for (const at of bad) await project.write(nameOf(at), nodeScript(BAD[at]?.[1] ?? ''));
    said += (await project.expectRun(1, 'up', ...flags)).stderr;
    for (const at of bad) await project.write(nameOf(at), nodeFunction('good'));
  }

  beforeAll(async () => {
    project = await TestProject.create();
    for (const at of BAD.keys()) await project.write(nameOf(at), nodeFunction('good'));
    await project.write('other', nodeFunction('other'));
    await project.expectRun(0, 'up');
    before = await ids();
    const all = [...BAD.keys()];
    await upWith(
      all.filter((at) => loops(BAD[at]!)),
      '--ready-timeout',
      '60',
    );
    await upWith(
      all.filter((at) => !loops(BAD[at]!)),
      '--ready-timeout',
      '4',
    );
  });
  afterAll(() => project.dispose());

  it.each(BAD.map(([row, , says], at) => [row, nameOf(at), says] as const))('%s', async (_, fn, says) => {
    const [, told = ''] = new RegExp(`^✗ ${fn}: ([^]*?)(?=^✗ |^[0-9]+ ok|$(?![^]))`, 'm').exec(said) ?? [];
    expect(told).toMatch(says);
    expect(await project.invoke(fn)).toMatchObject({ version: 'good' });
  });

  it('no container was touched, and a mended one goes live', async () => {
    expect(await ids()).toEqual(before);
    await project.write(nameOf(0), nodeFunction('mended'));
    await project.expectRun(0, 'up');
    expect(await project.invoke(nameOf(0))).toMatchObject({ version: 'mended' });
    await project.expectRun(0, 'check');
  });
});

describe('what counts as ready', () => {
  let project: TestProject;
  beforeAll(async () => {
    project = await TestProject.create();
  });
  afterAll(() => project.dispose());

  it('row 32: any HTTP status is an answer; a 500 is noted', async () => {
    await project.write(
      'broken',
      nodeScript(
        `${HTTP}http.createServer((q, r) => { r.statusCode = 500; r.end('oops'); }).listen(8000, '0.0.0.0');\n`,
      ),
    );
    const up = await project.expectRun(0, 'up');
    expect(up.stderr).toMatch(/broken.*500/);
    expect((await project.call('/invoke/broken')).status).toBe(500);
  });
});

describe('raw requests', () => {
  let project: TestProject;
  beforeAll(async () => {
    project = await TestProject.create();
    await project.write('a', nodeFunction('a'));
    await project.write('b', nodeFunction('b'));
    await project.expectRun(0, 'up');
  });
  afterAll(() => project.dispose());

  it.each(['/invoke/nope', '/invoke/', '/invoke', '/', '/invoke/ab'])('row 45: %s is a 404 in JSON', async (path) => {
    const answer = await project.call(path);
    expect(answer.status).toBe(404);
    expect(JSON.parse(answer.body)).toHaveProperty('error');
    expect(answer.body).not.toContain(project.id);
  });

  it.each([
    '/invoke/a/..%2fb',
    '/invoke/a/%2e%2e/b',
    '/invoke/a/../b',
    '/invoke/a%2fx',
    '/invoke/a\\..\\b',
    '/invoke/a/%5c..%5cb',
    '/invoke/a/%00',
    '/invoke/a/%252f..%252fb',
    '/invoke/A/x',
    '//invoke/a/x',
    '/invoke//b',
    'https://fn.localhost/invoke/a/abs',
    '*',
  ])('row 46: %s never reaches another function', async (target) => {
    const answer = await rawHttps(project.httpsPort, target);
    expect([200, 400, 404, 308]).toContain(answer.status);
    if (answer.status !== 200) return;
    const got = JSON.parse(answer.body) as { version: string; path: string };
    expect(got.version).toBe('a');
    expect(target).toMatch(/^(https:\/\/fn\.localhost)?\/invoke\/a\//);
  });

  it('row 46: /invoke/A is not a', async () => {
    expect((await project.call('/invoke/A')).status).toBe(404);
  });

  it.each([
    ['/invoke/a', '/'],
    ['/invoke/a/', '/'],
    ['/invoke/a/x?y=1&z', '/x?y=1&z'],
    ['/invoke/a?b=c', '/?b=c'],
    ['/invoke/a//x//y', '//x//y'],
    ['/invoke/a/caf%C3%A9', '/caf%C3%A9'],
  ])('%s arrives as %s', async (path, arrives) => {
    expect(JSON.parse((await project.call(path)).body)).toMatchObject({ version: 'a', path: arrives });
  });
});
