/**
 * The built CLI on a real engine: the three commands in sequence, as a user types them. Checks what
 * each command prints and its exit code. The test uses its own names, ports and directories; the
 * last step removes all of them.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, startCli } from './testing/run-cli.js';
import { temporaryFolder } from './testing/temporary-folder.js';

const EXAMPLE = fileURLToPath(new URL('../../../functions/example-node-func', import.meta.url));
const folder = temporaryFolder();
const functions = join(folder, 'functions');
const own = `clitest-${process.pid}`;
const env: NodeJS.ProcessEnv = {};

async function freePort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `${port}`;
}

beforeAll(async () => {
  cpSync(EXAMPLE, join(functions, 'hello'), { recursive: true });
  mkdirSync(join(functions, 'Wrong'));
  Object.assign(env, {
    DOCKER_HOST: process.env['DOCKER_HOST'],
    XDG_STATE_HOME: join(folder, 'state'),
    SMOLFAAS_FUNCTIONS_DIR: functions,
    SMOLFAAS_STATE_DB: join(folder, 'state.db'),
    SMOLFAAS_NETWORK: own,
    SMOLFAAS_CADDY_NAME: `${own}-router`,
    SMOLFAAS_IMAGE_PREFIX: `${own}-fn`,
    SMOLFAAS_HTTP_PORT: await freePort(),
    SMOLFAAS_HTTPS_PORT: await freePort(),
  });
});

afterAll(() => runCli(['down', '--force'], env));

describe('the three commands', () => {
  it('up serves the sound function, fails the other, and exits with 1', async () => {
    const { code, stdout, stderr } = await runCli(['up'], env);
    expect(stderr).toContain(
      '✗ "Wrong" is not a valid function name (lower-case letters, digits, -; max 40). Try "wrong"',
    );
    expect(stderr).toMatch(/^hello\s+\| ready/m);
    expect(stdout).toMatch(/^hello\s+started\s+\S+\s+https:\/\/fn\.localhost:\d+\/invoke\/hello$/m);
    expect(stdout).toMatch(/^Wrong\s+failed$/m);
    expect(stdout).toMatch(/^ {2}curl -Lk http:\/\/fn\.localhost:\d+\/invoke\/hello$/m);
    expect(code).toBe(1);
  });

  it('up again changes nothing and says so in one document', async () => {
    const { code, stdout, stderr } = await runCli(['--json', 'up'], env);
    expect([code, stderr]).toEqual([1, '']);
    expect(JSON.parse(stdout).functions).toEqual([
      expect.objectContaining({
        function: 'Wrong',
        status: 'failed',
        error: expect.objectContaining({ code: 'bad-function-name' }),
      }),
      expect.objectContaining({ function: 'hello', status: 'unchanged', runtime: 'node', built: false }),
    ]);
  });

  it('check names the one that needs attention', async () => {
    const { code, stdout } = await runCli(['check'], env);
    expect(code).toBe(1);
    expect(stdout).toContain(`hello:
  ✓ Source hash matches stored state
  ✓ Container running
  ✓ Image matches stored state
`);
    expect(stdout).toMatch(/\n\nSummary: 1 function\(s\) need attention\. Run 'smolfaas up' to fix\.\n$/);
  });

  it('down refuses a name it does not know and lists those it does', async () => {
    const { code, stderr } = await runCli(['down', 'ghost'], env);
    expect(code).toBe(2);
    expect(stderr).toContain('✗ no function named "ghost"');
    expect(stderr).toContain('hello');
  });

  it('an interrupted build ends soon with 130, and the lock is free', async () => {
    mkdirSync(join(functions, 'slow'));
    const scripts = { build: `echo ${Date.now()}; sleep 60` };
    writeFileSync(join(functions, 'slow', 'package.json'), JSON.stringify({ name: 'slow', scripts }));
    writeFileSync(join(functions, 'slow', 'index.js'), '');
    const run = startCli(['up'], env);
    await run.says(/#\d+ npm run build/);
    const since = Date.now();
    run.child.kill('SIGINT');
    const { code, stderr } = await run.end;
    expect([code, Date.now() - since < 5000]).toEqual([130, true]);
    expect(stderr).toContain('✗ interrupted (SIGINT); run it again to converge');
    expect((await runCli(['check'], env)).stdout).not.toContain('Run in progress');
  });

  it('down --force leaves nothing, not even the log', async () => {
    const { code, stdout } = await runCli(['down', '--force'], env);
    expect([code, stdout.split('\n').at(-2)]).toEqual([0, expect.stringContaining('nothing of this project is left.')]);
    for (const kind of ['container', 'image', 'network', 'volume', 'state'])
      expect(stdout).toContain(`removed  ${kind}`);
    expect(existsSync(env['SMOLFAAS_STATE_DB'] ?? '')).toBe(false);
    expect(readdirSync(join(folder, 'state', 'smolfaas'))).toEqual([]);
  });
});
