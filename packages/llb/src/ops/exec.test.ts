/**
 * The rules in exec.ts's header: order of mounts, numbering of outputs, explicit -1, and early
 * refusals.
 * The tests read ops back from the marshalled bytes, so they assert on what a builder receives.
 */
import { describe, expect, test } from 'vitest';
import { marshal } from '../definition/marshal.js';
import { type ExecOp, MountType, NetMode } from '../gen/pb/ops_pb.js';
import { decodeDefinition } from '../definition/definition.js';
import { image, local, scratch, type State } from '../state.js';
import type { RunOptions } from './exec.js';
import { bindMount, cacheMount, secretMount, tmpfsMount } from './mounts.js';

const base = image('alpine:3');

/** The last exec on the way to a state, as a builder reads it. */
function execOf(state: State): ExecOp {
  const last = decodeDefinition(marshal(state).bytes).steps.at(-1)!.op.op;
  if (last.case !== 'exec') throw new Error(`expected an exec, got ${last.case}`);
  return last.value;
}

const run = (options: RunOptions, args = ['true']): ExecOp => execOf(base.run(args, options).root);

/** `dest input output` of every mount. */
const table = (exec: ExecOp): string[] => exec.mounts.map((m) => `${m.dest} ${m.input} ${m.output}`);

describe('mounts', () => {
  const other = local('ctx');

  test('are sorted by destination, then outputs are numbered; what has no output says -1', () => {
    const mounts = [
      secretMount('/run/s', 's'),
      bindMount('/z', scratch()),
      bindMount('/src', other, { readonly: true }),
      bindMount('/out', scratch()),
      tmpfsMount('/tmp'),
      cacheMount('/cache', 'c'),
      bindMount('/deps', other, { discard: true }),
      bindMount('/edit', other),
    ];
    const expected = ['/ 0 0', '/cache -1 -1', '/deps 1 -1', '/edit 1 1', '/out -1 2', '/run/s -1 -1', '/src 1 -1'];
    expect(table(run({ mounts }))).toEqual([...expected, '/tmp -1 -1', '/z -1 3']);
    expect(table(run({ mounts: mounts.toReversed() }))).toEqual([...expected, '/tmp -1 -1', '/z -1 3']);
  });

  test('an output is reached through its destination, however that is spelled', () => {
    const exec = base.run(['true'], { mounts: [bindMount('/out/', scratch()), bindMount('/a', scratch())] });
    expect(
      [exec.root, exec.mount('/'), exec.mount('/a'), exec.mount('/out'), exec.mount('/x/../out/')].map(
        (s) => s.output?.index,
      ),
    ).toEqual([0, 0, 1, 2, 2]);
  });

  test('discard is writable, readonly is not', () => {
    const mounts = [
      bindMount('/d', other, { discard: true, selector: '/sub' }),
      bindMount('/r', other, { readonly: true }),
    ];
    const [, discard, readonly] = run({ mounts }).mounts;
    expect(discard).toMatchObject({ readonly: false, output: -1n, selector: '/sub', mountType: MountType.BIND });
    expect(readonly).toMatchObject({ readonly: true, output: -1n });
  });

  test('kinds carry their options and defaults', () => {
    const [, cache, secret, tmpfs] = run({
      mounts: [
        cacheMount('/c', 'acme/c', { sharing: 'private' }),
        secretMount('/s', 'ca', { mode: 0o444, uid: 1, gid: 2, optional: true }),
        tmpfsMount('/t', { size: 1024 }),
      ],
    }).mounts;
    expect(cache).toMatchObject({ mountType: MountType.CACHE, cacheOpt: { ID: 'acme/c', sharing: 1 } });
    expect(secret).toMatchObject({ secretOpt: { ID: 'ca', mode: 0o444, uid: 1, gid: 2, optional: true } });
    expect(tmpfs).toMatchObject({ mountType: MountType.TMPFS, TmpfsOpt: { size: 1024n } });
    expect(run({ mounts: [secretMount('/s', 'ca')] }).mounts[1]?.secretOpt?.mode).toBe(0o400);
    expect(run({ mounts: [cacheMount('/c', 'c')] }).mounts[1]?.cacheOpt?.sharing).toBe(0);
  });

  test('the same state mounted twice is one input', () => {
    const exec = run({
      mounts: [bindMount('/a', base, { readonly: true }), bindMount('/b', base, { readonly: true })],
    });
    expect(table(exec)).toEqual(['/ 0 0', '/a 0 -1', '/b 0 -1']);
  });

  test('the root may be scratch', () => {
    expect(table(execOf(scratch().run(['/x'], { mounts: [bindMount('/m', base, { readonly: true })] }).root))).toEqual([
      '/ -1 0',
      '/m 0 -1',
    ]);
  });
});

describe('the process', () => {
  test('has sorted environment and hosts, and defaults that are written out', () => {
    const meta = run({ env: { PATH: '/bin', A: '', HOME: '/' }, extraHosts: { b: '10.0.0.2', a: '10.0.0.1' } }).meta;
    expect(meta?.env).toEqual(['A=', 'HOME=/', 'PATH=/bin']);
    expect(meta?.extraHosts.map((host) => `${host.Host} ${host.IP}`)).toEqual(['a 10.0.0.1', 'b 10.0.0.2']);
    expect(meta).toMatchObject({ cwd: '/', user: '', hostname: '' });
  });

  test.each([
    ['sandbox', NetMode.UNSET],
    ['none', NetMode.NONE],
    ['host', NetMode.HOST],
  ] as const)('network %s', (network, mode) => {
    expect(run({ network }).network).toBe(mode);
  });

  test('its arguments may be changed afterwards without changing the step', () => {
    const args = ['echo', 'a'];
    const state = base.run(args).root;
    args[1] = 'b';
    expect(execOf(state).meta?.args).toEqual(['echo', 'a']);
  });
});

describe('mistakes name the step', () => {
  const twice = [tmpfsMount('/tmp'), tmpfsMount('/tmp/')];
  test.each([
    ['bad-option', 'step "s": args must start with the program', () => base.run([], { name: 's' })],
    ['bad-option', 'step "s": args must start with the program', () => base.run([''], { name: 's' })],
    ['bad-option', 'NUL character', () => base.run(['a', '\0'])],
    [
      'bad-path',
      'step "make it": cwd must be an absolute path, got "app"; write "/app"',
      () => base.run(['make', 'it'], { cwd: 'app' }),
    ],
    [
      'bad-path',
      'a mount destination must be an absolute path, got "t"',
      () => base.run(['x'], { mounts: [tmpfsMount('t')] }),
    ],
    ['duplicate-mount', 'step "x": two mounts at "/tmp"', () => base.run(['x'], { mounts: twice })],
    ['duplicate-mount', '"/" is the root filesystem itself', () => base.run(['x'], { mounts: [bindMount('/', base)] })],
    ['bad-option', '"A=B" cannot be an environment variable', () => base.run(['x'], { env: { 'A=B': '' } })],
    ['bad-option', 'step "mount /c": the cache id is empty', () => cacheMount('/c', '')],
    ['bad-option', 'the secret id is empty', () => secretMount('/s', '')],
    ['bad-option', 'mode must be a whole number', () => secretMount('/s', 's', { mode: -1 })],
    ['bad-option', 'the size must be a whole number', () => tmpfsMount('/t', { size: 1.5 })],
    [
      'unknown-mount',
      'step "x": no mount at "/o"; there are /, /tmp',
      () => base.run(['x'], { mounts: [tmpfsMount('/tmp')] }).mount('/o'),
    ],
    [
      'unknown-mount',
      'the mount at "/tmp" has no result',
      () => base.run(['x'], { mounts: [tmpfsMount('/tmp')] }).mount('/tmp'),
    ],
  ])('%s: %s', (code, message, mistake) => {
    expect(mistake).toThrow(
      expect.objectContaining({ name: 'LlbError', code, message: expect.stringContaining(message) }),
    );
  });
});
