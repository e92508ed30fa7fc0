import { expect, test } from 'vitest';
import { OUTPUT_HINTS } from './output-hints.js';

/** The hint that core would show: that of the first entry whose text is in the line. */
const capabilities = (line: string) =>
  OUTPUT_HINTS.find(({ output }) => line.includes(output))?.hint.match(/CAP_\w+/g) ?? [];

test.each([
  ["chown: changing ownership of '/data': Operation not permitted", ['CAP_CHOWN']],
  ['chown: /data: Operation not permitted', ['CAP_CHOWN']],
  ['nginx: [emerg] chown("/var/cache/nginx", 101) failed (1: Operation not permitted)', ['CAP_CHOWN']],
  ["Error: EPERM: operation not permitted, chown '/tmp'", ['CAP_CHOWN']],
  ["install: cannot change owner and permissions of '/srv/x': Operation not permitted", ['CAP_CHOWN']],
  ['setpriv: setresuid failed: Operation not permitted', ['CAP_SETUID', 'CAP_SETGID']],
  ['error: failed switching to "app": operation not permitted', ['CAP_SETUID', 'CAP_SETGID']],
  ['su-exec: setgroups: Operation not permitted', ['CAP_SETUID', 'CAP_SETGID']],
  ['su: cannot set groups: Operation not permitted', ['CAP_SETUID', 'CAP_SETGID']],
  ["su: can't set groups: Operation not permitted", ['CAP_SETUID', 'CAP_SETGID']],
  ['    os.setuid(1000)', ['CAP_SETUID', 'CAP_SETGID']],
  ['listen tcp :80: bind: permission denied', ['CAP_NET_BIND_SERVICE']],
  ['Error: listen EACCES: permission denied 0.0.0.0:80', ['CAP_NET_BIND_SERVICE']],
  ["chroot: cannot change root directory to '/': Operation not permitted", []],
  ["chown: invalid user: 'app'", []],
])('%s', (line, names) => {
  expect(capabilities(line)).toEqual(names);
});

test('what else is not permitted has a hint without a name, all other output has none', () => {
  const hintOf = (line: string) => OUTPUT_HINTS.find(({ output }) => line.includes(output));
  expect(hintOf('mount: Operation not permitted')?.hint).toContain('functions run without capabilities');
  expect(hintOf('listening on 0.0.0.0:8000')).toBeUndefined();
});
