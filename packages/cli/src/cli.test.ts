/**
 * The built CLI as a process: exit codes, which output goes to which stream, which modules load
 * when.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { moduleSpy } from './testing/module-spy.js';
import { runCli } from './testing/run-cli.js';
import { temporaryFolder } from './testing/temporary-folder.js';

const SLOW = { timeout: 20_000 };

describe('help', SLOW, () => {
  it.each([
    ['root', []],
    ['up', ['up', '--help']],
    ['restart', ['restart', '--help']],
    ['help', ['help', '--help']],
    ['completion', ['completion', '--help']],
    ['wait', ['wait', '--help']],
    ['down', ['down', '--help']],
    ['check', ['check', '--help']],
    ['images', ['images', '--help']],
    ['projects', ['projects', '--help']],
    ['prune', ['prune', '--help']],
    ['du', ['du', '--help']],
    ['images-bundle', ['images', 'bundle', '--help']],
    ['images-load', ['images', 'load', '--help']],
    ['images-lock', ['images', 'lock', '--help']],
    ['images-pull', ['images', 'pull', '--help']],
    ['runtimes', ['runtimes', '--help']],
    ['runtimes-new', ['runtimes', 'new', '--help']],
    ['settings', ['settings', '--help']],
    ['settings-all', ['help', 'settings']],
    ['settings-one', ['help', 'settings', 'http_port']],
  ])('%s', async (name, words) => {
    const { code, stdout, stderr } = await runCli(words);
    expect([code, stderr]).toEqual([0, '']);
    const stable = stdout.replace(/smolfaas\/\S+ \S+ node-v\S+/, 'smolfaas/VERSION PLATFORM NODE');
    await expect(stable).toMatchFileSnapshot(join('__golden__', `help-${name}.txt`));
  });

  it.each([
    [['-h'], ['--help']],
    [['-v'], ['--version']],
    [
      ['up', '-h'],
      ['up', '--help'],
    ],
    [
      ['-d', 'x', '-h'],
      ['-d', 'x', '--help'],
    ],
  ])('%j is short for %j', async (short, long) => {
    const [one, other] = await Promise.all([runCli(short), runCli(long)]);
    expect([one.code, one.stderr, one.stdout]).toEqual([0, '', other.stdout]);
    expect(one.stdout).not.toBe('');
  });

  it('knows the command behind flags', async () => {
    const [before, after] = await Promise.all([runCli(['-d', 'x', 'down', '--help']), runCli(['down', '--help'])]);
    expect(before.stdout).toBe(after.stdout);
  });
});

describe('exit codes and streams', SLOW, () => {
  it.each<[string[], number, string]>([
    [['up', '--nope'], 2, '✗ Nonexistent flag: --nope'],
    [['up', '--wait-timeout', '0'], 3, 'cannot be reached'],
    [['up', '--addr'], 2, '✗ Flag --addr expects a value'],
    [['-d', './fns'], 2, 'no command given'],
    [['-a', '10.0.0.1', 'up'], 2, '✗ --addr "10.0.0.1": must be a host name'],
    [['--http-port=0', 'check'], 2, '✗ --http-port "0": must be a whole number'],
    [['down', '--force', 'fn-a'], 2, '✗ --force removes everything'],
    [['prune', '--max-size', 'much'], 2, '✗ --max-size "much": must be a size such as 500m'],
    [['prune', 'fn-a'], 2, '✗ Unexpected argument: fn-a'],
    [['images', 'bundle'], 2, '✗ Name the file: smolfaas images bundle FILE'],
    [['images', 'load'], 2, '✗ Name the file: smolfaas images load FILE'],
    [['images', 'load', 'a', 'b'], 2, '✗ Unexpected argument: b'],
    [['runtimes', 'go'], 2, '✗ Unexpected argument: go'],
    [['runtimes', 'new'], 2, '✗ Name the runtime'],
    [['runtimes', 'new', 'zig', 'ada'], 2, '✗ Unexpected argument: ada'],
    [['runtimes', 'new', '@me/smolfaas-runtime-Zig'], 2, 'Try "zig"'],
    [['up'], 3, 'cannot be reached'],
    [['frob'], 2, '✗ frob is not a smolfaas command\n  → smolfaas --help lists'],
    [['upp'], 2, 'did you mean smolfaas up?'],
    [['upp', 'fn-a', '--force'], 2, 'did you mean smolfaas up?'],
    [['--verbose', 'chekc'], 2, 'did you mean smolfaas check?'],
    [['nope', '--help'], 2, '✗ nope is not a smolfaas command'],
    [['help', 'donw'], 2, 'did you mean smolfaas down?'],
    [['runtimes', 'nwe'], 2, '✗ Unexpected argument: nwe\n  → did you mean smolfaas runtimes new?'],
    [['images', 'pul'], 2, 'did you mean smolfaas images pull?'],
    [['plugins', 'isntall', 'x'], 2, 'did you mean smolfaas plugins install?'],
    [['plugins', '--jsno'], 2, '✗ Nonexistent flag: --jsno\n  → did you mean --json?'],
    [['up', '--remove-orphan'], 2, '✗ Nonexistent flag: --remove-orphan\n  → did you mean --remove-orphans?'],
    [['up', '-x'], 2, '✗ Nonexistent flag: -x\n  → smolfaas up --help lists all flags'],
    [['help', 'settings', 'htp_port'], 2, '✗ no setting named "htp_port"\n  → did you mean http_port?'],
    [['settings', 'addr', 'network'], 2, '✗ Unexpected argument: network'],
    [['up', '--profile', 'prod'], 2, '✗ --profile "prod": there is no smolfaas.yaml here'],
    [['check', 'extra'], 2, '✗ Unexpected argument: extra\n  → smolfaas check --help'],
  ])('%j', async (words, exit, text) => {
    const { code, stdout, stderr } = await runCli(words);
    expect([code, stdout]).toEqual([exit, '']);
    expect(stderr).toContain(text);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it.each<[string[], number, string]>([
    [['up', '--nope', '--json'], 2, 'usage'],
    [['upp', '--json'], 2, 'usage'],
    [['--json', 'upp'], 2, 'usage'],
    [['runtimes', 'nwe', '--json'], 2, 'usage'],
    [['up', '--remove-orphan', '--json'], 2, 'usage'],
    [['check', 'extra', '--json'], 2, 'usage'],
    [['-d', './fns', '--json'], 2, 'usage'],
    [['plugins', 'instal', '--json'], 2, 'usage'],
    [['up', '--json', '--bind', 'x'], 2, 'bad-flag'],
    [['--json', 'check'], 3, 'engine-unreachable'],
  ])('%j gives one JSON document', async (words, exit, errorCode) => {
    const { code, stdout, stderr } = await runCli(words);
    expect([code, stderr]).toEqual([exit, '']);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: errorCode, message: expect.any(String) } });
  });

  it('takes every flag from the environment, and the command line before it', async () => {
    const env = { SMOLFAAS_HTTP_PORT: 'from-env', SMOLFAAS_ADDR: 'a_b' };
    expect((await runCli(['check'], env)).stderr).toContain('SMOLFAAS_HTTP_PORT "from-env"');
    expect((await runCli(['check', '--http-port', '81'], env)).stderr).toContain('SMOLFAAS_ADDR "a_b"');
  });

  it('colours on demand only', async () => {
    const escape = '\u001b[';
    expect((await runCli(['check'])).stderr).not.toContain(escape);
    expect((await runCli(['check'], { FORCE_COLOR: '1' })).stderr).toContain(escape);
  });

  it('leaves a log file', async () => {
    const state = temporaryFolder();
    expect((await runCli(['check'], { XDG_STATE_HOME: state })).stderr).not.toContain('warning');
    const logs = readdirSync(join(state, 'smolfaas')).map((name) =>
      readFileSync(join(state, 'smolfaas', name), 'utf8'),
    );
    expect(logs).toEqual([expect.stringMatching(/"msg":"begin"[^]*"code":"engine-/)]);
  });

  it('goes on without a log file and says why', async () => {
    const { code, stderr } = await runCli(['check'], { XDG_STATE_HOME: '/dev/null' });
    expect(code).toBe(3);
    expect(stderr).toContain('warning: no log file: ');
  });
});

describe('start-up', SLOW, () => {
  const HEAVY =
    /packages\/(core|engine-docker|buildkit|llb|runtime-\w+)\/dist|dockerode|grpc-js|better-sqlite3|undici|\/pino\//;

  it.each([[['--version']], [['--help']], [['up', '--help']], [['runtimes', '--help']], [['settings', '--help']]])(
    '%j loads neither core nor engine',
    async (words) => {
      const { options, loaded } = moduleSpy();
      expect((await runCli(words, {}, options)).code).toBe(0);
      expect(loaded()).toContain('bin/run.js');
      expect(
        loaded()
          .split('\n')
          .filter((line) => HEAVY.test(line) && !line.endsWith('/package.json')),
      ).toEqual([]);
    },
  );

  it('would notice: check loads both', async () => {
    const { options, loaded } = moduleSpy();
    await runCli(['check'], {}, options);
    expect(loaded()).toMatch(/packages\/core\/dist/);
    expect(loaded()).toMatch(/dockerode/);
  });

  it('answers --version without oclif', async () => {
    const { options, loaded } = moduleSpy();
    const { stdout } = await runCli(['--version'], {}, options);
    expect(stdout).toMatch(/^smolfaas\/\d+\.\d+\.\d+ \S+ node-v\d+/);
    expect(loaded()).not.toContain('@oclif');
  });
});
