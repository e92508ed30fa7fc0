/**
 * `smolfaas exec`: streams, exit codes and arguments arrive unchanged; a terminal is one; an image without a shell gets one from a
 * container beside it; and nothing goes on running when the command is interrupted.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { engineCall } from './harness/engine.js';
import { nodeFunction } from './harness/functions.js';
import { TestProject } from './harness/project.js';

const BIN = fileURLToPath(new URL('../packages/cli/bin/run.js', import.meta.url));

/** A program that is alone in its image: nothing else is there, not even a shell. */
const SCRATCH = {
  'go.mod': 'module fn\n\ngo 1.21\n',
  Dockerfile: `FROM smolfaas.local/base/go-build:1.26 AS build
COPY . /src
RUN cd /src && CGO_ENABLED=0 go build -o /fn .
FROM scratch
COPY --from=build /fn /fn
USER 65532
CMD ["/fn"]
`,
  'main.go': `package main

import "net"

func main() {
	listener, _ := net.Listen("tcp", "0.0.0.0:8000")
	for {
		connection, err := listener.Accept()
		if err != nil {
			continue
		}
		go func() {
			connection.Read(make([]byte, 4096))
			connection.Write([]byte("HTTP/1.1 200 OK\\r\\nConnection: close\\r\\n\\r\\nok"))
			connection.Close()
		}()
	}
}
`,
};

let project: TestProject;
beforeAll(async () => {
  project = await TestProject.create();
  await project.write('web', nodeFunction());
  await project.write('tiny', SCRATCH);
  await project.expectRun(0, 'up');
});
afterAll(() => project.dispose());

/** Runs the CLI with this input. */
function exec(args: readonly string[], input = '') {
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH, HOME, ...project.settings };
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, 'exec', ...args], {
    cwd: project.dir,
    env,
    input,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

/** Runs the CLI with its output in a pipe to another program; its own exit code, not that of the pipe. */
function piped(args: readonly string[], reader: string) {
  const { PATH = '', HOME = '' } = process.env;
  const script = `"$@" | ${reader}; exit "\${PIPESTATUS[0]}"`;
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', process.execPath, BIN, ...args], {
    cwd: project.dir,
    env: { PATH, HOME, ...project.settings },
    encoding: 'utf8',
    timeout: 20_000,
  });
  return { status, stdout, stderr };
}

it('passes arguments, streams and the exit code', () => {
  expect(exec(['web', 'printf', '%s|', '-x', '--json', 'a b', ''])).toEqual({
    status: 0,
    stdout: '-x|--json|a b||',
    stderr: '',
  });
  expect(exec(['web', 'cat'], 'in\u0000put')).toEqual({ status: 0, stdout: 'in\u0000put', stderr: '' });
  expect(exec(['web', '--', 'sh', '-c', 'echo out; echo err >&2; exit 42'])).toEqual({
    status: 42,
    stdout: 'out\n',
    stderr: 'err\n',
  });
  expect(exec(['web'], 'echo "shell $0"; exit 5\n')).toMatchObject({
    status: 5,
    stdout: expect.stringContaining('sh'),
  });
});

it('collects the output under --json', () => {
  const { status, stdout } = exec(['--json', '-u', '1234', 'web', '--', 'sh', '-c', 'id -u; exit 3']);
  expect(status).toBe(3);
  expect(JSON.parse(stdout)).toEqual({
    function: 'web',
    instance: 1,
    beside: false,
    exitCode: 3,
    stdout: '1234\n',
    stderr: '',
  });
});

it('refuses what it cannot run', () => {
  expect(exec([])).toMatchObject({ status: 2, stderr: expect.stringContaining('Name the function') });
  expect(exec(['*', 'true'])).toMatchObject({ status: 2, stderr: expect.stringContaining('names 2 functions') });
  expect(exec(['wbe'])).toMatchObject({ status: 2, stderr: expect.stringContaining('did you mean web?') });
  expect(exec(['-i', '2', 'web', 'true'])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('no instance 2'),
  });
  expect(exec(['web', 'nosuch'])).toMatchObject({ status: 127, stderr: expect.stringContaining('not found') });
});

it('opens a shell beside a static image, which sees its processes, network and files, and is gone afterwards', async () => {
  const script = 'ls /proc/1/root/fn; cat /proc/1/comm; cat /proc/net/tcp /proc/net/tcp6 | grep -c :1F40; exit 6\n';
  const { status, stdout, stderr } = exec(['tiny'], script);
  expect(stderr).toContain('no shell in the image');
  expect([status, stdout]).toEqual([6, expect.stringMatching(/^\/proc\/1\/root\/fn\n(?:fn|docker-init)\n[1-9]/)]);
  expect(await besides()).toEqual([]);
});

it('ends when the reader of its output leaves, also beside a function; its flags may be before it', async () => {
  const endless = 'while :; do echo line; done';
  for (const words of [['exec'], ['-d', 'functions', '--debug', 'exec']]) {
    const { status, stdout, stderr } = piped([...words, 'web', 'sh', '-c', endless], 'head -n 1');
    expect([status, stdout, stderr]).toEqual([0, 'line\n', '']);
  }
  expect(exec(['web', 'sh', '-c', LIST]).stdout).not.toContain('do echo line');
  expect(await besides()).toEqual([]);
});

it('is a terminal on a terminal, of its size', () => {
  const words = [process.execPath, BIN, 'exec', 'web', 'sh', '-c', 'test -t 0 && stty size; exit 9'];
  const quoted = words.map((word) => `'${word}'`).join(' ');
  const { PATH = '', HOME = '' } = process.env;
  const { status, stdout } = spawnSync('script', ['-qefc', `stty rows 12 cols 40; exec ${quoted}`, '/dev/null'], {
    cwd: project.dir,
    env: { PATH, HOME, TERM: 'xterm', ...project.settings },
    encoding: 'utf8',
  });
  expect([status, stdout]).toEqual([9, expect.stringContaining('12 40\r')]); // script echoes the end of its own input
});

it('ends the command in the container when it is interrupted', async () => {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [BIN, 'exec', 'web', 'sh', '-c', 'echo begun; sleep 4321; true'], {
    cwd: project.dir,
    env: { PATH, HOME, ...project.settings },
    stdio: 'pipe',
  });
  let stderr = '';
  child.stderr.on('data', (bytes: Buffer) => (stderr += bytes.toString()));
  await once(child.stdout, 'data');
  expect(exec(['web', 'sh', '-c', LIST]).stdout).toContain('sleep 4321');
  child.kill('SIGINT');
  expect((await once(child, 'close'))[0]).toBe(130);
  expect(stderr).toBe('');
  expect(exec(['web', 'sh', '-c', LIST]).stdout).not.toContain('sleep 4321');
});

/** The commands of all processes; the image has no `ps`. */
const LIST = 'for p in /proc/[0-9]*; do tr "\\0" " " < $p/cmdline; echo; done 2>/dev/null | grep -v cmdline';

/** Names of containers beside functions of this project. */
async function besides(): Promise<readonly string[]> {
  const filters = encodeURIComponent(JSON.stringify({ label: ['dev.smolfaas.role=debug'] }));
  const found = await engineCall<readonly { Id: string }[]>('GET', `/containers/json?all=1&filters=${filters}`);
  return found.map(({ Id }) => Id);
}
