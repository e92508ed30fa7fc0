/**
 * The index table in file.ts's header, and the "keep" values that protobuf would otherwise omit.
 * The tests read ops back from the marshalled bytes.
 */
import { describe, expect, test } from 'vitest';
import { encodeOp } from '../canonical.js';
import { decodeDefinition } from '../definition/definition.js';
import { marshal } from '../definition/marshal.js';
import type { FileAction as PbFileAction } from '../gen/pb/ops_pb.js';
import { image, local, scratch, type State } from '../state.js';
import { copy, EPOCH, mkdir, mkfile, rm } from './file-actions.js';

const base = image('alpine:3');
const ctx = local('ctx');

function actionsOf(state: State): PbFileAction[] {
  const last = decodeDefinition(marshal(state).bytes).steps.at(-1)!.op.op;
  if (last.case !== 'file') throw new Error(`expected a file op, got ${last.case}`);
  return last.value.actions;
}

/** `kind input secondaryInput output` of every action. */
const table = (state: State): string[] =>
  actionsOf(state).map((a) => `${a.action.case} ${a.input} ${a.secondaryInput} ${a.output}`);

describe('indices', () => {
  test('actions are chained behind the inputs, and only the last one is an output', () => {
    const state = base.file([mkdir('/a'), copy(ctx, '/', '/a/'), mkfile('/a/f', 'x'), rm('/b')]);
    expect(table(state)).toEqual(['mkdir 0 -1 -1', 'copy 2 1 -1', 'mkfile 3 -1 -1', 'rm 4 -1 0']);
  });

  test('on scratch the first action reads nothing', () => {
    expect(table(scratch().file([copy(ctx, '/', '/'), copy(base, '/bin', '/bin')]))).toEqual([
      'copy -1 0 -1',
      'copy 2 1 0',
    ]);
    expect(table(scratch().file([mkdir('/a'), mkdir('/b')]))).toEqual(['mkdir -1 -1 -1', 'mkdir 0 -1 0']);
  });

  test('a tree that is read twice is one input, also when it was written down twice', () => {
    const state = base.file([copy(ctx, '/a', '/a'), copy(local('ctx'), '/b', '/b'), copy(base, '/c', '/c')]);
    expect(table(state)).toEqual(['copy 0 1 -1', 'copy 2 1 -1', 'copy 3 0 0']);
  });
});

describe('values', () => {
  test('keep is -1 on the wire, ten bytes of it, never an omitted 0', () => {
    const state = base.file([copy(ctx, '/a', '/b', { timestamp: 'keep' })]);
    expect(actionsOf(state)[0]?.action.value).toMatchObject({ mode: -1, timestamp: -1n });
    const hex = Buffer.from(encodeOp(decodeDefinition(marshal(state).bytes).steps.at(-1)!.op)).toString('hex');
    const minusOne = 'ffffffffffffffffff01';
    expect(hex).toContain(`20${minusOne}`);
    expect(hex).toContain(`58${minusOne}`);
  });

  test('EPOCH is 1970, not "keep"', () => {
    expect(actionsOf(base.file([copy(ctx, '/', '/', { timestamp: EPOCH })]))[0]?.action.value).toMatchObject({
      timestamp: 0n,
    });
  });

  test('copy: every switch', () => {
    const options = {
      owner: { uid: 1, gid: 2 },
      mode: 0o755,
      timestamp: 5n,
      followSymlink: true,
      dirCopyContents: true,
      createDestPath: true,
      allowWildcard: true,
      allowEmptyWildcard: true,
      unpack: true,
    };
    expect(actionsOf(base.file([copy(ctx, '/s*', '/d/', options)]))[0]?.action.value).toMatchObject({
      src: '/s*',
      dest: '/d/',
      owner: { user: { user: { case: 'byID', value: 1 } }, group: { user: { case: 'byID', value: 2 } } },
      mode: 0o755,
      timestamp: 5n,
      followSymlink: true,
      dirCopyContents: true,
      createDestPath: true,
      allowWildcard: true,
      allowEmptyWildcard: true,
      attemptUnpackDockerCompatibility: true,
    });
  });

  test('mkfile, mkdir and rm', () => {
    const bytes = new Uint8Array([0, 255]);
    const state = base.file([
      mkfile('/text', 'é'),
      mkfile('/bytes', bytes, { mode: 0o600, owner: { uid: 0 } }),
      mkdir('/d', { makeParents: true, mode: 0o700, timestamp: EPOCH }),
      rm('/r*', { allowNotFound: true, allowWildcard: true }),
    ]);
    bytes[0] = 7;
    const [text, data, dir, gone] = actionsOf(state).map((action) => action.action.value);
    expect(text).toMatchObject({ mode: 0o644, data: new Uint8Array([0xc3, 0xa9]), timestamp: -1n });
    expect(data).toMatchObject({ mode: 0o600, data: new Uint8Array([0, 255]) });
    expect(data).toHaveProperty('owner.user.user.value', 0);
    expect(dir).toMatchObject({ makeParents: true, mode: 0o700, timestamp: 0n });
    expect(gone).toMatchObject({ path: '/r*', allowNotFound: true, allowWildcard: true });
  });
});

describe('mistakes name the step', () => {
  test.each([
    ['bad-option', 'step "s": a file op needs at least one action', () => base.file([], { name: 's' })],
    [
      'bad-path',
      'step "s": a new file\'s path must be an absolute path, got "x"',
      () => base.file([mkfile('x', '')], { name: 's' }),
    ],
    ['bad-path', 'step "copy a to /b": a copy\'s source', () => base.file([copy(ctx, 'a', '/b')])],
    ['bad-path', "a copy's destination", () => base.file([copy(ctx, '/a', 'b')])],
    ['bad-path', 'a path to remove', () => base.file([rm('')])],
    [
      'bad-option',
      'step "mkdir /d": mode must be a whole number from 0 to 4095',
      () => base.file([mkdir('/d', { mode: 0o10000 })]),
    ],
    ['bad-option', 'an owner id', () => base.file([mkdir('/d', { owner: { uid: -1 } })])],
    ['scratch-result', 'step "copy /a to /b": the source of a copy is scratch', () => copy(scratch(), '/a', '/b')],
  ])('%s: %s', (code, message, mistake) => {
    expect(mistake).toThrow(
      expect.objectContaining({ name: 'LlbError', code, message: expect.stringContaining(message) }),
    );
  });
});
