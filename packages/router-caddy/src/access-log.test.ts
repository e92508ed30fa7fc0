/** Lines of Caddy's access log as values. */
import { expect, test } from 'vitest';
import { ACCESS_LOG, requestIn, requestsCommand } from './access-log.js';

const line = (changes: object = {}) =>
  JSON.stringify({
    level: 'info',
    ts: 1_700_000_000.25,
    request: { method: 'GET', uri: '/invoke/web/a?b=c' },
    duration: 0.0123456,
    size: 17,
    status: 200,
    function: 'web',
    version: '3f9c1b2a4d5e-g7',
    ...changes,
  });

test('a request of a function', () => {
  expect(requestIn(line())).toEqual({
    type: 'access',
    function: 'web',
    time: '2023-11-14T22:13:20.250000000Z',
    method: 'GET',
    target: '/invoke/web/a?b=c',
    status: 200,
    ms: 12.346,
    bytes: 17,
    version: '3f9c1b2a4d5e-g7',
  });
  expect(requestIn(line({ version: '' }))).not.toHaveProperty('version');
});

test.each([line().slice(9), '', '{}', line({ function: '' }), line({ function: '{http.regexp.fn.1}' })])(
  'no request of a function: %s',
  (text) => expect(requestIn(text)).toBeUndefined(),
);

test.each([
  ['/a?token=x&b=1', '/a?token=***&b=1'],
  ['/a?b=1&API_KEY=x', '/a?b=1&API_KEY=***'],
  ['/token=x?tokens=x', '/token=x?tokens=x'],
])('the query of %s', (target, shown) => {
  const { regexp, value } = ACCESS_LOG.encoder.fields['request>uri'];
  const [, flags = '', pattern = ''] = /^\(\?(\w)\)(.*)$/.exec(regexp) ?? [];
  expect(target.replaceAll(new RegExp(pattern, `g${flags}`), value.replace('${1}', '$1'))).toBe(shown);
});

test('the number of lines is an argument, never part of the script', () => {
  expect(requestsCommand({ tail: 7, follow: false }).at(-1)).toBe('7');
  expect(requestsCommand({ tail: 7, follow: true })[2]).toContain('tail -n "$1" -F');
});
