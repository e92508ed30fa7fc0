import { expect, test } from 'vitest';
import { contentComplaints } from './contents.mjs';

const COMMON = { version: '1.2.3', license: 'MIT' };
const manifest = { ...COMMON, exports: { '.': './dist/index.js' }, dependencies: { '@smolfaas/llb': '^1.2.3' } };
const paths = ['package.json', 'README.md', 'LICENSE', 'dist/index.js', 'dist/a/b.js', 'src/index.ts', 'src/a/b.ts'];

test('a package as it should be', () => {
  expect(contentComplaints({ paths, manifest }, COMMON)).toEqual([]);
});

test('a missing licence', () => {
  const without = paths.filter((path) => path !== 'LICENSE');
  expect(contentComplaints({ paths: without, manifest }, COMMON)).toEqual(['LICENSE is missing']);
});

test.each([
  'src/a.test.ts',
  'dist/engine.test.fixture.js',
  'src/x/testdata/a.json',
  'src/__golden__/a',
  'dist/.tsbuildinfo',
])('%s is not for users', (path) => {
  const complaints = contentComplaints({ paths: [...paths, path], manifest }, COMMON);
  expect(complaints).toContain(`${path} is of no use to a user`);
});

test('the test of a template is for users', () => {
  expect(contentComplaints({ paths: [...paths, 'templates/runtime/index.test.js'], manifest }, COMMON)).toEqual([]);
});

test('a module whose source is gone is a left-over, but a program may be bundled', () => {
  const more = { paths: [...paths, 'dist/gone.js'], manifest };
  expect(contentComplaints(more, COMMON)).toEqual(['dist/gone.js has no source; remove dist and build again']);
  const program = { ...COMMON, bin: { tool: './dist/bundle.js' } };
  expect(contentComplaints({ paths: [...paths, 'dist/bundle.js'], manifest: program }, COMMON)).toEqual([]);
});

test('ranges that only the workspace understands, and what differs from the other packages', () => {
  const peerDependencies = { '@smolfaas/core': 'workspace:^' };
  expect(contentComplaints({ paths, manifest: { ...manifest, version: '1.2.4', peerDependencies } }, COMMON)).toEqual([
    'peerDependencies: @smolfaas/core is "workspace:^", which means nothing outside of this workspace',
    'version is "1.2.4", all packages have "1.2.3"',
  ]);
});
