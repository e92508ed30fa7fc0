/**
 * A frontend's graph rewritten before it is solved: what steps receive, and that the image contains
 * no trace of it.
 */
import { inOrder, rewrite, withProxy, withSecretFile } from '@smolfaas/llb';
import { expect, test } from 'vitest';
import type { SolveRequest } from '../api.js';
import {
  build,
  engineClient,
  engine,
  inspect,
  ownLayersOf,
  sourceDirectory,
  STATIC_BASE,
  uniqueName,
} from '../engine.test.fixture.js';
import { readTree } from '../filesync/read-tree.js';

const client = await engineClient();

const VARIABLES = ['SSL_CERT_FILE', 'GIT_SSL_CAINFO'];
const file = { id: 'test.ca', dest: '/dev/test/ca.pem', variables: VARIABLES };
const proxy = { https: 'http://me:canary-password@proxy.invalid:3128' };
const graph = (made: Uint8Array) => rewrite(made, inOrder([withProxy(proxy), withSecretFile(file)])).bytes;
const direct = (made: Uint8Array) => made;

/** A Dockerfile with the rewrite, or with another one. */
async function request(
  lines: readonly string[],
  with_: { base?: string; graph?: typeof graph; secrets?: SolveRequest['secrets'] } = {},
) {
  const {
    base = STATIC_BASE,
    graph: change = graph,
    secrets = { 'test.ca': Buffer.from('canary-certificates') },
  } = with_;
  const tree = await readTree(sourceDirectory({ Dockerfile: `FROM ${base}\n${lines.join('\n')}\n` }));
  const name = uniqueName();
  return {
    input: { kind: 'frontend', frontend: 'dockerfile.v0', attrs: { 'image-resolve-mode': 'local' }, graph: change },
    exporter: { type: 'moby', attrs: { name } },
    locals: { context: tree, dockerfile: tree },
    secrets,
    sharedKey: name,
    deadlineMs: 60_000,
  } satisfies SolveRequest;
}

const printed = async (wanted: SolveRequest): Promise<string[]> => {
  const lines: string[] = [];
  const onProgress: SolveRequest['onProgress'] = (event) => void (event.type === 'log' && lines.push(event.line));
  await build(client, { ...wanted, onProgress });
  return lines;
};

test('steps of any user read the file and are told where it is; the proxy is in their environment', async () => {
  const mark = uniqueName();
  const lines = await printed(
    await request([
      `RUN echo ${mark} && cat $SSL_CERT_FILE && echo && echo $https_proxy`,
      'USER 65532',
      `RUN echo ${mark} && cat $GIT_SSL_CAINFO && id -u`,
    ]),
  );
  expect(lines).toEqual([mark, 'canary-certificates', proxy.https, mark, 'canary-certificates65532']);
});

test('layers, config and history are those of the same Dockerfile without it', async () => {
  const lines = [
    'ARG HTTPS_PROXY', // declared: a build argument's value would be in the history
    `RUN echo ${uniqueName()} > /made; touch -d @0 /made`,
    'RUN --mount=type=cache,target=/cache true',
    'USER 65532:65532',
    'RUN true',
    'CMD ["/made"]',
  ];
  const plain = await build(client, await request(lines, { graph: direct }));
  const given = await build(client, await request(lines));
  const layers = await Promise.all([plain.image, given.image].map(ownLayersOf));
  const paths = layers.map((own) => own.map(({ entries }) => entries));
  expect(paths[1]).toEqual(paths[0]);
  expect(paths[1]?.flat()).toContain('made');
  const [before, after] = [await inspect(plain.image), await inspect(given.image)];
  expect(after.Config).toEqual(before.Config);
  const history = await engine('GET', `/images/${given.image}/history`);
  const everything = Buffer.concat([history.body, ...(layers[1] ?? []).map(({ tar }) => tar)]).toString('latin1');
  expect(everything).not.toMatch(/canary|dev\/test|proxy\.invalid/);
});

test('another file and another proxy: everything is cached', async () => {
  const lines = [`RUN echo ${uniqueName()} > /made`];
  await build(client, await request(lines));
  const other = (made: Uint8Array) =>
    rewrite(made, inOrder([withProxy({ http: 'http://other' }), withSecretFile(file)])).bytes;
  const secrets = { 'test.ca': Buffer.from('other certificates') };
  const { steps } = await build(client, await request(lines, { graph: other, secrets }));
  expect(steps.find(({ name }) => name.includes('RUN'))).toMatchObject({ cached: true });
});

test('stages, secrets and caches of the Dockerfile itself, and an empty image', async () => {
  const mark = uniqueName();
  const lines = await printed(
    await request(
      [
        `RUN --mount=type=secret,id=own,target=/run/own cat /run/own && echo " ${mark}" > /word`,
        `FROM ${STATIC_BASE} AS last`,
        'COPY --from=0 /word /word',
        'RUN cat /word',
      ],
      { secrets: { 'test.ca': Buffer.from('c'), own: Buffer.from('mine') } },
    ),
  );
  expect(lines).toEqual(['mine', ` ${mark}`]);
  await build(client, await request(['CMD ["/none"]'], { base: 'scratch' }));
});

test('a step that fails is told by its name, its output and its exit code', async () => {
  const failing = client.solve(await request(['RUN echo why; exit 9']));
  const details = { step: '[2/2] RUN echo why; exit 9', exitCode: 9, lines: ['why'] };
  await expect(failing).rejects.toMatchObject({ code: 'step-failed', details });
  const unparsed = client.solve(await request(['FETCH x']));
  await expect(unparsed).rejects.toMatchObject({ code: 'frontend', details: { line: 2 } });
});

test('two platforms at once: the graph is not told, and the solve says so', async () => {
  const { exporter: _, ...wanted } = await request(['COPY Dockerfile /'], { base: 'scratch' });
  const attrs = { ...wanted.input.attrs, platform: 'linux/amd64,linux/arm64' };
  const both = client.solve({ ...wanted, input: { ...wanted.input, attrs } });
  await expect(both).rejects.toMatchObject({ code: 'no-graph' });
});
