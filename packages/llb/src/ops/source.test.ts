/**
 * Sources: which attributes reach the wire under which key. The keys are BuildKit's. A builder
 * silently ignores a misspelled one.
 */
import { expect, test } from 'vitest';
import { fromBinary } from '@bufbuild/protobuf';
import { digestOf } from '../canonical.js';
import { bindDefinition, withLayouts } from '../definition/bind.js';
import { marshal } from '../definition/marshal.js';
import { rewrite } from '../definition/rewrite.js';
import { DefinitionSchema } from '../gen/pb/ops_pb.js';
import { print } from '../print/print.js';
import { diff, git, http, image, imageOf, local, merge, ociLayout, scratch, type State } from '../state.js';
import { sshMount } from './mounts.js';

function source(state: State): { identifier: string; attrs: Record<string, string> } {
  const { op } = marshal(state).ops[0]!;
  if (op.op.case !== 'source') throw new Error('expected a source');
  return { identifier: op.op.value.identifier, attrs: op.op.value.attrs };
}

test('an image is fully qualified and leaves the resolve mode to the binding', () => {
  expect(source(image('node:24'))).toEqual({ identifier: 'docker-image://docker.io/library/node:24', attrs: {} });
  expect(source(image('node:24', { resolveMode: 'pull' })).attrs).toEqual({ 'image.resolvemode': 'pull' });
});

test('an image comes out of a table by its key, and a wrong key lists the others', () => {
  const bases = { 'go-build': 'golang:1.26', static: 'alpine:3.22' };
  expect(source(imageOf(bases, 'static')).identifier).toBe('docker-image://docker.io/library/alpine:3.22');
  const message = 'there is no image for "go"; there are: go-build, static';
  expect(() => imageOf(bases, 'go')).toThrow(expect.objectContaining({ code: 'bad-reference', message }));
  expect(() => imageOf({}, 'toString')).toThrow('there are: none');
});

test('a local source keeps the order of patterns and leaves out what is empty', () => {
  const options = {
    include: ['b', 'a'],
    exclude: ['x', '!x/y'],
    followPaths: ['l'],
    sharedKeyHint: 'k',
    differ: 'none',
  } as const;
  expect(source(local('ctx', options))).toEqual({
    identifier: 'local://ctx',
    attrs: {
      'local.includepattern': '["b","a"]',
      'local.excludepatterns': '["x","!x/y"]',
      'local.followpaths': '["l"]',
      'local.sharedkeyhint': 'k',
      'local.differ': 'none',
    },
  });
  expect(source(local('ctx', { exclude: [], followPaths: [] })).attrs).toEqual({});
});

test('an empty include list is refused, since it would mean everything', () => {
  expect(() => local('ctx', { include: [] })).toThrow(
    'step "local://ctx": an empty include list would send everything',
  );
  expect(() => local('')).toThrow('the name of a local source is empty');
});

const DIGEST = `sha256:${'a'.repeat(64)}`;

/** The features that the last step needs. */
function caps(state: State): string[] {
  const { def, metadata } = fromBinary(DefinitionSchema, marshal(state).bytes);
  return Object.keys(metadata[digestOf(def.at(-2)!)]?.caps ?? {});
}

test('git needs features by its options, in the order of their names', () => {
  const all = { subdir: 's', keepGitDir: true, checksum: 'abc', skipSubmodules: true, authTokenSecret: 't' };
  expect(caps(git('https://h/r.git'))).toEqual(['source.git', 'source.git.fullurl']);
  expect(caps(git('https://h/r.git', { keepGitDir: false }))).toEqual(['source.git', 'source.git.fullurl']);
  expect(caps(git('https://h/r.git', all))).toEqual([
    'source.git',
    'source.git.checksum',
    'source.git.fullurl',
    'source.git.httpauth',
    'source.git.keepgitdir',
    'source.git.skipsubmodules',
    'source.git.subdir',
  ]);
  expect(caps(git('git@h:r.git'))).toContain('source.git.mountsshsock');
});

test('a password in an URL is fetched with, but names no cache entry', () => {
  expect(source(git('https://me:secret@h/r.git')).identifier).toBe('git://h/r.git');
});

test.each(['https://h/r.git#main', 'https://h/r.git?x=1', 'ftp://h/r.git', 'https://', '/srv/repository'])(
  'git refuses %s',
  (url) => {
    expect(() => git(url)).toThrow(expect.objectContaining({ code: 'bad-option' }));
  },
);

test('http leaves out what is the default, and refuses what is no address', () => {
  expect(source(http('https://h/f', { uid: 0 }))).toEqual({ identifier: 'https://h/f', attrs: {} });
  expect(caps(http('http://h/f', { perm: 0o755, gid: 5, authHeaderSecret: 's' }))).toEqual([
    'soruce.http.uidgid',
    'source.http',
    'source.http.auth',
    'source.http.perm',
  ]);
  const bad = expect.objectContaining({ code: 'bad-option' });
  for (const url of ['h/f', 'file:///f', 'https://']) expect(() => http(url)).toThrow(bad);
  expect(() => http('https://h/f', { checksum: 'md5:1' })).toThrow(bad);
  expect(() => http('https://h/f', { filename: '' })).toThrow(bad);
});

test('a layout needs a digest; its session and, unless it names one, its store are bound', () => {
  for (const ref of ['local/a', 'a', 'local/a:1', `a@${DIGEST}`, `local/a@sha256:1`]) {
    expect(() => ociLayout(ref)).toThrow(expect.objectContaining({ code: 'bad-reference' }));
  }
  const bound = (state: State) => {
    const { op } = bindDefinition(marshal(state).bytes, { ociSession: 's', ociStore: 'later' }).ops[0]!.op;
    return op.case === 'source' ? op.value.attrs : {};
  };
  expect(bound(ociLayout(`local/a@${DIGEST}`))).toEqual({ 'oci.session': 's', 'oci.store': 'later' });
  expect(bound(ociLayout(`local/a:1@${DIGEST}`, { store: 'own' }))).toEqual({ 'oci.session': 's', 'oci.store': 'own' });
  expect(bound(image('a'))).toEqual({});
});

test('images can be taken out of layouts instead', () => {
  const recipe = marshal(merge([image('a', { resolveMode: 'local' }), image('b')]));
  const from = withLayouts((ref) => (ref.endsWith('a:latest') ? { ref: `local/a@${DIGEST}`, store: 'x' } : undefined));
  const [first, second] = rewrite(recipe.bytes, from).ops.map(({ op }) => op.op);
  expect(first?.value).toMatchObject({ identifier: `oci-layout://local/a@${DIGEST}`, attrs: { 'oci.store': 'x' } });
  expect(second?.value).toMatchObject({ identifier: 'docker-image://docker.io/library/b:latest' });
});

test('merges and diffs with scratch are what they mean, without a step', () => {
  const a = image('a');
  expect(merge([scratch(), a]).output).toBe(a.output);
  expect(merge([scratch(), scratch()]).output).toBeUndefined();
  expect(diff(scratch(), a).output).toBe(a.output);
  expect(diff(scratch(), scratch()).output).toBeUndefined();
});

test('all of them are printed', () => {
  const a = image('a');
  const shown = merge([a, diff(a, git('https://h/r.git', { name: 'code' })), ociLayout(`local/x@${DIGEST}`)], {
    name: 'all',
  });
  const step = shown.run(['ssh'], { mounts: [sshMount('/agent', { optional: true })] }).root;
  expect(print(marshal(step).bytes).replaceAll(/\[[0-9a-f]{12}\]/g, '[…]')).toBe(
    `#1 image docker.io/library/a:latest […]
#2 git h/r.git "code" […]
     attr     git.authheadersecret=GIT_AUTH_HEADER
     attr     git.authtokensecret=GIT_AUTH_TOKEN
     attr     git.fullurl=https://h/r.git
#3 diff <- #1, #2 […]
#4 oci-layout local/x@${DIGEST} […]
#5 merge "all" <- #1, #3, #4 […]
#6 exec <- #5 […]
     args     ssh
     mount    / <- #5 -> out 0
     mount    /agent ssh default mode 0600 optional
result #6
`,
  );
});
