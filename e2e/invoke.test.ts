/**
 * `invoke`, `url`, `env` and `run` on one project: answers, exit codes, trust without set-up, and that no engine is needed
 * once the certificate is known.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { nodeFunction } from './harness/functions.js';
import { TestProject } from './harness/project.js';

const SERVER = `require('node:http').createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk)).on('end', () => {
    const body = Buffer.concat(chunks);
    if (request.url === '/slow') return;
    if (request.url === '/torn') return response.write('begun', () => setTimeout(() => response.destroy(), 50));
    if (request.url === '/stream') return setInterval(() => response.write('line\\n'), 10);
    if (request.url === '/bytes') return response.end(Buffer.from([0, 255, 10, 13, 128]));
    response.statusCode = request.url.startsWith('/fail') ? 503 : 200;
    response.end(JSON.stringify({ method: request.method, url: request.url, type: request.headers['content-type'], body: body.toString() }));
  });
}).listen(8000);`;

let project: TestProject;
beforeAll(async () => {
  project = await TestProject.create();
  await project.write('web', { 'index.js': SERVER, 'package.json': '{}' });
  await project.write('other', nodeFunction());
  await project.expectRun(0, 'up');
});
afterAll(() => project.dispose());

const ca = () => join(project.dir, '.smolfaas-ca.pem');
const noEngine = () => project.with({ env: { ...project.env, DOCKER_HOST: 'tcp://127.0.0.1:1' } });

it('sends what is asked for, and trusts the router by itself', async () => {
  const { stdout, stderr } = await project.expectRun(0, 'invoke', 'web', '/a?b=c', '-d', '{"x":1}');
  expect(JSON.parse(stdout)).toEqual({ method: 'POST', url: '/a?b=c', type: 'application/json', body: '{"x":1}' });
  expect(stderr).toMatch(
    /^HTTP 200 OK, \d+ B, [\d.]+ ms: connect [\d.]+, TLS [\d.]+, first byte [\d.]+, rest [\d.]+$/m,
  );
});

it('needs no engine once the certificate is known, and asks for another one when it is wrong', async () => {
  await noEngine().expectRun(0, 'invoke', 'web', '/');
  const known = readFileSync(ca(), 'latin1');
  // A real certificate that signed nothing here.
  const { rootCertificates } = await import('node:tls');
  writeFileSync(ca(), rootCertificates[0] ?? '');
  expect((await noEngine().run('invoke', 'web', '/')).code).toBe(3);
  await project.expectRun(0, 'invoke', 'web', '/');
  expect(readFileSync(ca(), 'latin1')).toBe(known);
});

it('exits by the status, and keeps bytes', async () => {
  const failed = await project.expectRun(1, 'invoke', 'web', '/fail', '-X', 'DELETE', '-i');
  expect(failed.stdout).toMatch(/^HTTP\/1\.1 503 Service Unavailable\n[\s\S]*\n\n\{"method":"DELETE"/);
  const document = await project.expectRun(0, 'invoke', 'web', '/bytes', '--json');
  expect(JSON.parse(document.stdout)).toMatchObject({
    status: 200,
    bytes: 5,
    bodyBase64: Buffer.from([0, 255, 10, 13, 128]).toString('base64'),
  });
});

it('says why there is no answer', async () => {
  expect((await project.expectRun(3, 'invoke', 'web', '/slow', '--timeout', '1')).stderr).toContain(
    'nothing within 1 s',
  );
  expect((await project.expectRun(2, 'invoke', 'nosuch')).stderr).toContain('no function named "nosuch"');
  await project.expectRun(0, 'down', 'other');
  const stopped = await project.expectRun(3, 'invoke', 'functions/other');
  expect(stopped.stderr).toBe('✗ "other" does not serve: stopped\n  → deploy it: smolfaas up\n');
  expect(stopped.stdout).toBe('');
});

it('reports an answer that breaks off, and ends quietly when its own reader leaves', async () => {
  const torn = await project.expectRun(3, 'invoke', 'web', '/torn');
  expect([torn.stdout, torn.stderr]).toEqual([
    'begun',
    expect.stringMatching(/^✗ an answer that broke off from .*\/invoke\/web\/torn: /),
  ]);
  const run = project.start('invoke', 'web', '/stream');
  await run.printed(/line/);
  run.process.stdout?.destroy();
  expect(await run.result).toMatchObject({ code: 0, stderr: '' });
});

it('gives URLs, and variables with which other programs trust the router', async () => {
  const base = `https://fn.localhost:${project.httpsPort}`;
  expect((await noEngine().expectRun(0, 'url', 'web')).stdout).toBe(`${base}/invoke/web\n`);
  const { stdout } = await project.expectRun(0, 'env', '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    SMOLFAAS_URL: base,
    SMOLFAAS_URL_WEB: `${base}/invoke/web`,
    NODE_EXTRA_CA_CERTS: expect.stringMatching(/\.pem$/),
  });
  // curl resolves names below .localhost, and has no -k here.
  const curl = 'curl --silent --show-error --noproxy "*" "$SMOLFAAS_URL_WEB/from-curl"';
  const called = await project.expectRun(0, 'run', '--', 'sh', '-c', curl);
  expect(JSON.parse(called.stdout)).toMatchObject({ url: '/from-curl' });
});

it('run passes on exit codes and signals', async () => {
  const code = async (...words: string[]) => (await project.run('run', '--', ...words)).code;
  expect(await code('sh', '-c', 'exit 7')).toBe(7);
  expect(await code('sh', '-c', 'kill -TERM $$')).toBe(143);
  expect(await code('no-such-program')).toBe(127);
});

it('down --force removes the files of certificates, and a shell that has their names works on', async () => {
  const { stdout } = await project.expectRun(0, 'env', '--json');
  project.env = { ...project.env, ...(JSON.parse(stdout) as Record<string, string>) };
  await project.expectRun(0, 'down', '--force');
  expect(() => readFileSync(ca())).toThrow('ENOENT');
  await project.expectRun(0, 'projects');
  rmSync(join(project.dir, '.smolfaas-lock'), { force: true });
  expect((await project.expectRun(3, 'env')).stderr).toContain('does not exist');
});
