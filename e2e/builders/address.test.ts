/**
 * `--builder` with the address of a daemon that the user runs: by its socket, and over TLS in both directions; and what is said when the
 * address leads nowhere, or the certificates do not fit.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baseImage } from '../harness/bases.js';
import { startUsersBuildkitd, type UsersBuildkitd } from '../harness/buildkitd.js';
import { engineCall } from '../harness/engine.js';
import { TestProject } from '../harness/project.js';
import { makeCertificates } from '../harness/throwaway/certificates.js';

describe('a builder behind an address', () => {
  let project: TestProject;
  let daemon: UsersBuildkitd;
  let base: string;
  let others: string;

  beforeAll(async () => {
    project = await TestProject.create();
    base = await baseImage('node', 'node');
    daemon = await startUsersBuildkitd(project);
    others = await makeCertificates(join(project.dir, 'other-tls'), '127.0.0.1');
  });
  afterAll(() => project.dispose());

  /** A function that answers with a word; its RUN step makes that word in the builder. */
  const edit = (word: string) =>
    project.write('fn', {
      Dockerfile: `FROM ${base}\nRUN echo ${word} ${project.id} > /made\nCOPY server.js /\nCMD ["node", "/server.js"]\n`,
      'server.js': "require('http').createServer((_, a) => a.end(require('fs').readFileSync('/made'))).listen(8000);\n",
    });
  const answer = async () => (await project.call('/invoke/fn')).body.trim();
  const isRunning = async () =>
    (await engineCall<{ State: { Running: boolean } }>('GET', `/containers/${daemon.name}/json`)).State.Running;

  it('builds by its socket, on a base that only the engine has', async () => {
    await edit('socket');
    const { stderr } = await project.expectRun(0, 'up', '--verbose', '--builder', daemon.unix);
    expect(await answer()).toBe(`socket ${project.id}`);
    expect(stderr).not.toContain('warning');
  });

  it('builds over TCP with TLS', async () => {
    await edit('tls');
    await project.expectRun(0, 'up', '--builder', daemon.tcp, '--builder-tls', daemon.certificates);
    expect(await answer()).toBe(`tls ${project.id}`);
  });

  it('a certificate from another authority, on either side, is told with the place of the files', async () => {
    await edit('never');
    const theirs = await project.expectRun(3, 'up', '--builder', daemon.tcp, '--builder-tls', others);
    expect(theirs.stderr).toMatch(new RegExp(`no BuildKit daemon answers at ${daemon.tcp}: .*certificate`));
    expect(theirs.stderr).toContain('--builder-tls');
    const none = await project.expectRun(3, 'up', '--builder', daemon.tcp);
    expect(none.stderr).toContain(`no BuildKit daemon answers at ${daemon.tcp}: `);
    expect(none.stderr).toContain('--builder-tls');
    const noKey = join(project.dir, 'other-tls', 'key.pem');
    await rm(noKey);
    const half = await project.expectRun(2, 'up', '--builder', daemon.tcp, '--builder-tls', others);
    expect(half.stderr).toContain('cert.pem without key.pem');
  });

  it('an address where nothing listens ends the run before anything is built; what runs goes on', async () => {
    const socket = `unix://${join(project.dir, 'nothing.sock')}`;
    for (const [address, why] of [
      [socket, 'ENOENT'],
      ['tcp://127.0.0.1:1', 'ECONNREFUSED'],
    ] as const) {
      const { stderr } = await project.expectRun(3, 'up', '--builder', address);
      expect(stderr).toContain(`no BuildKit daemon answers at ${address}: `);
      expect(stderr).toContain(why);
      expect(stderr).toContain('start it, or use --builder auto');
    }
    expect(await answer()).toBe(`tls ${project.id}`);
  });

  it('is the user’s: neither down --force nor prune touches it', async () => {
    await project.expectRun(0, 'prune', '--all');
    await project.expectRun(0, 'down', '--force');
    expect(await isRunning()).toBe(true);
  });
});
