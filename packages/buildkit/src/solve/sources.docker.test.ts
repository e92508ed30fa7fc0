/**
 * Remote sources and an SSH agent, in the engine's own BuildKit. It fetches from this host, which
 * serves a repository and a file for the test. The builder refuses features that it lacks instead
 * of ignoring them.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { copy, git, http, image, merge, mkfile, scratch, sshMount, type State } from '@smolfaas/llb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BuildKitClient } from '../api.js';
import { connect } from '../connect.js';
import {
  build,
  cleanUp,
  filesOf,
  firstImage,
  imageRequest,
  sourceDirectory,
  uniqueName,
} from '../engine.test.fixture.js';

let client: BuildKitClient;
const servers: Server[] = [];
beforeAll(async () => {
  client = await connect({ kind: 'docker' });
});
afterAll(async () => {
  client.close();
  for (const server of servers) server.close();
  await cleanUp();
});

/** Serves a directory's files; returns the address. */
async function serve(root: string): Promise<string> {
  const server = createHttpServer((request, response) => {
    const path = join(root, new URL(request.url ?? '', 'http://x').pathname);
    if (existsSync(path))
      createReadStream(path)
        .on('error', () => response.destroy())
        .pipe(response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  servers.push(server);
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

const below = (source: State) =>
  scratch().file([copy(source, '/', '/app/', { dirCopyContents: true, createDestPath: true })]);

test('a repository: a tag, without its history; another commit is another result', async () => {
  const root = sourceDirectory({ 'work/main.js': 'one', 'work/docs/a.md': 'a' });
  const run = (...args: string[]) => {
    const who = ['-c', 'user.name=t', '-c', 'user.email=t@localhost', '-c', 'init.defaultBranch=main'];
    return execFileSync('git', [...who, ...args], { cwd: join(root, 'work'), stdio: ['ignore', 'pipe', 'ignore'] });
  };
  const publish = () => {
    run('clone', '-q', '--bare', '--mirror', '.', `${root}/${publishes}.git`);
    execFileSync('git', ['update-server-info'], { cwd: `${root}/${publishes}.git` });
    return `${publishes++}.git`;
  };
  let publishes = 1;
  run('init', '-q');
  run('add', '.');
  run('commit', '-qm', 'one');
  run('tag', 'v1');
  const address = await serve(root);
  const { image: built } = await build(client, imageRequest(below(git(`${address}/${publish()}`, { ref: 'v1' })), {}));
  const files = await filesOf(built);
  expect([...files.keys()].toSorted()).toEqual(['', 'docs', 'docs/a.md', 'main.js']);
  expect(files.get('main.js')?.content.toString()).toBe('one');
  const commit = run('rev-parse', 'HEAD').toString().trim();
  const kept = git(`${address}/${publish()}`, { ref: commit, keepGitDir: true });
  expect([...(await filesOf((await build(client, imageRequest(below(kept), {}))).image)).keys()]).toContain(
    '.git/HEAD',
  );
  const missing = imageRequest(below(git(`${address}/${publish()}`, { ref: 'v9' })), {});
  await expect(client.solve(missing)).rejects.toMatchObject({ code: 'step-failed' });
});

test('a file of a web server, under its own name and mode; with a wrong checksum it is refused', async () => {
  const content = uniqueName();
  const address = `${await serve(sourceDirectory({ 'tool.bin': content }))}/tool.bin`;
  const checksum = `sha256:${createHash('sha256').update(content).digest('hex')}`;
  const file = http(address, { checksum, filename: 'tool', perm: 0o755 });
  const { image: built } = await build(client, imageRequest(below(file), {}));
  const files = await filesOf(built);
  expect(files.get('tool')).toMatchObject({ mode: 0o755, content: Buffer.from(content) });
  const other = http(address, { checksum: `sha256:${'0'.repeat(64)}` });
  await expect(client.solve(imageRequest(below(other), {}))).rejects.toThrow(/digest mismatch/);
});

test('a feature that this builder lacks refuses the solve', async () => {
  const file = (path: string) => scratch().file([mkfile(path, uniqueName())]);
  const subdir = git('https://host.invalid/r.git', { subdir: 'docs' });
  for (const state of [merge([file('/a'), file('/b')]), below(subdir)]) {
    const outcome = client.solve(imageRequest(state, {}));
    await expect(outcome).rejects.toMatchObject({ code: 'protocol', message: expect.stringMatching(/mergeop|subdir/) });
  }
});

/** An agent with one key, which records the requests it receives. */
async function agent(): Promise<{ socketPath: string; asked: number[] }> {
  const asked: number[] = [];
  const socketPath = join(sourceDirectory({}), 'agent.sock');
  const server = createServer((socket) => {
    socket.on('data', (request) => {
      asked.push(request[4] ?? 0);
      socket.write(Buffer.from([0, 0, 0, 5, 12, 0, 0, 0, 0])); // no keys at all
    });
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => void server.listen(socketPath, resolve));
  servers.push(server);
  return { socketPath, asked };
}

/** Sends each request to the agent and prints the type of its answer. */
const ASK = `use IO::Socket::UNIX; my $s = IO::Socket::UNIX->new($ENV{SSH_AUTH_SOCK}) or die "no agent: $!";
  for my $type (@ARGV) { syswrite $s, pack("NC", 1, $type); sysread $s, my $b, 256; print unpack("xxxxC", $b), "\\n"; }`;

test('a step speaks with the agent of this host; it may list and sign, all else is refused here', async () => {
  const perl = await firstImage('docker.io/library/debian:trixie-slim', 'smolfaas.local/base/debian:trixie');
  const { socketPath, asked } = await agent();
  const step = (options: object) =>
    image(perl, { resolveMode: 'local' }).run(['/usr/bin/perl', '-e', ASK, '11', '19', '13'], {
      network: 'none',
      env: { SSH_AUTH_SOCK: '/agent', UNIQUE: uniqueName() },
      mounts: [sshMount('/agent', options)],
    }).root;
  const lines: string[] = [];
  const onProgress = (event: { type: string; line?: string }) => event.type === 'log' && lines.push(event.line ?? '');
  await build(client, { ...imageRequest(step({}), {}), ssh: { default: { socketPath } }, onProgress });
  expect(lines).toEqual(['12', '5', '12']);
  expect(asked).toEqual([11, 13]);
  const without = client.solve(imageRequest(step({ id: 'work' }), {}));
  await expect(without).rejects.toMatchObject({ message: expect.stringMatching(/work/) });
});
