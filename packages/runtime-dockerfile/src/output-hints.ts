/**
 * Hints for programs that need capabilities, which functions run without.
 *
 * Many images start as root, change the owner of files, then change their user. As root without
 * capabilities this fails, in the words of each tool. Of the texts below, the first that is in the
 * output counts, so the general ones come last.
 *
 * Gotcha: Docker lets every user bind all ports of a container. Other engines require a capability
 * for those below 1024.
 */
import type { FailureHint } from '@smolfaas/core';

const CAUSE = 'functions run without capabilities';

const OWNER = `${CAUSE}, and changing an owner needs CAP_CHOWN: do it in the Dockerfile (COPY --chown, RUN chown), and name the user there (USER)`;
const USER = `${CAUSE}, and changing the user needs CAP_SETUID and CAP_SETGID: name the user in the Dockerfile (USER), and start the server without gosu, su-exec or setpriv`;
const PORT = `${CAUSE}, and a port below 1024 may need CAP_NET_BIND_SERVICE: listen on 0.0.0.0:8000`;
const OTHER = `${CAUSE}, so root may not do here what it may elsewhere: do it in the Dockerfile, and name a user there (USER)`;

/** Words of coreutils, BusyBox, nginx, Node.js and install. */
const OWNERS = [
  'changing ownership of',
  'chown: /',
  'chown("',
  'cannot change owner',
  ...['chown', 'lchown', 'fchown'].map((call) => `EPERM: operation not permitted, ${call}`),
  ...['chown', 'lchown', 'fchown'].map((call) => `os.${call}(`),
];

/** Words of gosu, su-exec, setpriv, su, runuser, s6, nginx, BusyBox and Python. */
const USERS = [
  'failed switching to',
  ...['setresuid', 'setresgid', 'setgroups', 'initgroups', 'setuid', 'setgid'].flatMap((call) => [
    `${call} failed`,
    `${call}: `,
    `${call}(`,
  ]),
  'set groups: ',
  'supplementary group list',
];

/** Words of nginx, Go, Node.js and Apache. */
const PORTS = ['bind() to', 'bind: permission denied', 'listen EACCES', 'could not bind to address'];

const GENERAL = ['Operation not permitted', 'operation not permitted'];

/** For the output of a new container that does not become ready. */
export const OUTPUT_HINTS: readonly FailureHint[] = [
  ...OWNERS.map((output) => ({ output, hint: OWNER })),
  ...USERS.map((output) => ({ output, hint: USER })),
  ...PORTS.map((output) => ({ output, hint: PORT })),
  ...GENERAL.map((output) => ({ output, hint: OTHER })),
];
