/**
 * Which steps receive the file, which remain identical byte for byte, and that nothing else in a
 * step changes.
 */
import { expect, test } from 'vitest';
import { mkdir } from '../ops/file-actions.js';
import { bindMount, secretMount } from '../ops/mounts.js';
import { image, local, scratch, type State } from '../state.js';
import { marshal } from './marshal.js';
import { rewrite } from './rewrite.js';
import { withSecretFile } from './secret-file.js';

const file = { id: 'ca', dest: '/dev/ca.pem', variables: ['SSL_CERT_FILE', 'GIT_SSL_CAINFO'] };
const given = (state: State) => rewrite(marshal(state).bytes, withSecretFile(file));
const execOf = (state: State) => {
  const op = given(state).ops.findLast((step) => step.op.op.case === 'exec')?.op.op;
  if (op?.case !== 'exec') throw new Error('no exec');
  return op.value;
};

test('a step with a network gets the mount and the variables, whichever network it is', () => {
  for (const network of ['sandbox', 'host'] as const) {
    const { mounts, meta } = execOf(image('a').run(['x'], { env: { PATH: '/bin' }, network }).root);
    expect(meta?.env).toEqual(['PATH=/bin', 'SSL_CERT_FILE=/dev/ca.pem', 'GIT_SSL_CAINFO=/dev/ca.pem']);
    const secretOpt = { ID: 'ca', mode: 0o444, uid: 0, gid: 0, optional: false };
    expect(mounts.at(-1)).toMatchObject({ dest: '/dev/ca.pem', input: -1n, output: -1n, secretOpt });
  }
});

test('inputs and outputs keep their numbers', () => {
  const state = image('a').run(['x'], { mounts: [bindMount('/in', local('c')), bindMount('/out', scratch())] });
  const places = execOf(state.mount('/out')).mounts.map(({ dest, input, output }) => [dest, input, output]);
  expect(places).toEqual([
    ['/', 0n, 0n],
    ['/in', 1n, 1n],
    ['/out', -1n, 2n],
    ['/dev/ca.pem', -1n, -1n],
  ]);
});

test('a variable that the step sets stays its own', () => {
  const { meta } = execOf(image('a').run(['x'], { env: { SSL_CERT_FILE: '/etc/own.pem' } }).root);
  expect(meta?.env).toEqual(['SSL_CERT_FILE=/etc/own.pem', 'GIT_SSL_CAINFO=/dev/ca.pem']);
});

test('left alone to the last byte: no network, all variables set, something mounted there, no exec', () => {
  const all = { SSL_CERT_FILE: '', GIT_SSL_CAINFO: '/own' };
  const untouched = [
    image('a').run(['x'], { network: 'none' }).root,
    image('a').run(['x'], { env: all }).root,
    image('a').run(['x'], { mounts: [secretMount('/dev/ca.pem', 'own')] }).root,
    image('a').file([mkdir('/b')]),
  ];
  for (const state of untouched) expect(given(state)).toEqual(marshal(state));
});

test('given twice it is there once', () => {
  const once = given(image('a').run(['x']).root);
  expect(rewrite(once.bytes, withSecretFile(file))).toEqual(once);
});
