import { image, marshal, rewrite, type RunOptions } from '@smolfaas/llb';
import { SecurityMode } from '@smolfaas/llb/pb/ops_pb.js';
import { expect, test } from 'vitest';
import { insideSandbox } from './sandbox.js';

const graphWith = (options: RunOptions) => marshal(image('a').run(['x'], options).root).bytes;
const privileged = (wants: string): unknown =>
  expect.objectContaining({ code: 'build-step-privileged', facts: { function: 'fn', wants } });

test('steps of a usual graph are none of its business', () => {
  for (const network of ['sandbox', 'none'] as const) {
    const bytes = graphWith({ network });
    expect(rewrite(bytes, insideSandbox('fn')).bytes).toEqual(bytes);
  }
});

test("a step in the host's network stops the function", () => {
  expect(() => rewrite(graphWith({ network: 'host' }), insideSandbox('fn'))).toThrow(privileged('network'));
});

test('so does one with all capabilities', () => {
  const check = insideSandbox('fn');
  const insecure = () =>
    rewrite(graphWith({}), (op, meta) => {
      if (op.op.case === 'exec') op.op.value.security = SecurityMode.INSECURE;
      return check(op, meta);
    });
  expect(insecure).toThrow(privileged('capabilities'));
});
