/**
 * The two rules that make these bytes equal to Go's, each on its own: oneof last, maps sorted by
 * UTF-8.
 * definition/golden-vectors.test.ts checks them together on bytes that Go wrote.
 */
import { create, fromBinary } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { byUtf8, digestOf, encodeOp, sortedRecord } from './canonical.js';
import { OpSchema } from './gen/pb/ops_pb.js';

test('digestOf is the SHA-256 of the bytes', () => {
  expect(digestOf(new Uint8Array())).toBe('sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});

test('byUtf8 orders by bytes where UTF-16 would order otherwise', () => {
  const [emoji, replacement] = ['\u{1f600}', '\ufffd'];
  expect(emoji < replacement).toBe(true);
  expect(byUtf8(emoji, replacement)).toBeGreaterThan(0);
  expect(Object.keys(sortedRecord({ [emoji]: 1, b: 1, [replacement]: 1, B: 1 }))).toEqual([
    'B',
    'b',
    replacement,
    emoji,
  ]);
});

describe('encodeOp', () => {
  test('writes inputs, platform and constraints before the oneof', () => {
    const bytes = encodeOp(
      create(OpSchema, {
        op: { case: 'exec', value: {} },
        inputs: [{ digest: 'd' }],
        platform: { OS: 'linux' },
        constraints: {},
      }),
    );
    expect(Buffer.from(bytes).toString('hex')).toBe('0a030a0164520712056c696e75785a001200');
  });

  test('sorts source attributes, and leaves the op that it was given alone', () => {
    const op = create(OpSchema, { op: { case: 'source', value: { identifier: 'x', attrs: { b: '2', a: '1' } } } });
    expect(Buffer.from(encodeOp(op)).toString('latin1')).toMatch(/a.*1.*b.*2/s);
    expect(op.op.case === 'source' && Object.keys(op.op.value.attrs)).toEqual(['b', 'a']);
  });

  test('keeps fields that this package does not know', () => {
    const unknownField = Buffer.from('fa07036e6577', 'hex');
    const op = fromBinary(OpSchema, Buffer.concat([Buffer.from('5a00', 'hex'), unknownField]));
    expect(Buffer.from(encodeOp(op)).toString('hex')).toBe('5a00fa07036e6577');
  });
});
