/** Keys of a function's containers in the project file: their values, and what is wrong with others. */
import { describe, expect, test } from 'vitest';
import { describe as describeError } from '../../errors/describe.js';
import { parseProjectFile } from './parse.js';

/** The file with these lines below the function `api`. */
const fileOf = (lines: string) => `version: 1\nfunctions:\n  api:\n${lines.replace(/^/gm, '    ')}\n`;
const choiceOf = (lines: string) => parseProjectFile('/srv/smolfaas.yaml', fileOf(lines)).functions.get('api');

function problemOf(lines: string): string {
  try {
    parseProjectFile('/srv/smolfaas.yaml', fileOf(lines));
    return 'none';
  } catch (error) {
    const { message, detail } = describeError(error);
    return [message, ...detail].join('\n').replaceAll('/srv/smolfaas.yaml:', '');
  }
}

test('variables are text; null passes one on', () => {
  expect(choiceOf('env: { A: text, B: 8080, C: true, D: , E: "" }')).toEqual({
    settings: {},
    env: { A: 'text', B: '8080', C: 'true', D: null, E: '' },
  });
});

test('paths are relative to the file', () => {
  expect(choiceOf('env_file: .env')).toMatchObject({ envFiles: ['/srv/.env'] });
  expect(choiceOf('env_file: [a/.env, /etc/b]')).toMatchObject({ envFiles: ['/srv/a/.env', '/etc/b'] });
  expect(choiceOf('secrets: { k: { file: keys/k } }')).toMatchObject({
    secrets: { k: { from: { kind: 'file', path: '/srv/keys/k' } } },
  });
});

test('commands of secrets: text for a shell, a list without one', () => {
  const common = { kind: 'command', cwd: '/srv' };
  expect(
    choiceOf('secrets:\n  k: { command: pass show x | head -1 }\n  l: { command: [op, read, y], timeout: 60 }'),
  ).toEqual({
    settings: {},
    secrets: {
      k: {
        from: {
          ...common,
          argv: ['/bin/sh', '-c', 'pass show x | head -1'],
          text: 'pass show x | head -1',
          timeoutMs: 10_000,
        },
      },
      l: { from: { ...common, argv: ['op', 'read', 'y'], text: 'op read y', timeoutMs: 60_000 } },
    },
  });
});

test('a secret is a variable on request, of its own name or another', () => {
  const { secrets } = choiceOf(
    'secrets:\n  A: { env: X, as_env: true }\n  b: { env: X, as_env: B }\n  c: { env: X, as_env: false }',
  ) ?? { secrets: undefined };
  const from = { kind: 'env', env: 'X' };
  expect(secrets).toEqual({ A: { from, variable: 'A' }, b: { from, variable: 'B' }, c: { from } });
});

test('limits, root, directories in memory, networks, start, health', () => {
  expect(
    choiceOf(`memory: 1.5g
cpus: 0.5
pids: 64
read_only: false
tmpfs: [/cache, "/data/:8m"]
networks: [db_default]
start: node server.js --name 'two words' "a\\"b" c\\ d
health: { path: /ready, deadline: 90, interval: 0.5 }`),
  ).toEqual({
    settings: {},
    memoryBytes: 1.5 * 1024 ** 3,
    cpus: 0.5,
    pids: 64,
    readOnly: false,
    tmpfs: [
      { path: '/cache', bytes: 64 << 20 },
      { path: '/data', bytes: 8 << 20 },
    ],
    networks: ['db_default'],
    start: ['node', 'server.js', '--name', 'two words', 'a"b', 'c d'],
    health: { path: '/ready', deadlineMs: 90_000, intervalMs: 500 },
  });
  expect(choiceOf('start: [sh, -c, "exec node $MAIN"]')).toMatchObject({ start: ['sh', '-c', 'exec node $MAIN'] });
  expect(choiceOf('memory: 6291456')).toMatchObject({ memoryBytes: 6291456 });
});

describe('what is wrong', () => {
  test.each([
    ['memory: 1k', '4:13: functions.api.memory: must be at least 6m: engines start no container with less memory'],
    ['memory: much', '4:13: functions.api.memory: must be a size such as 256m or 1g'],
    ['memory: -1', '4:13: functions.api.memory: must be a size such as 256m or 1g'],
    ['memory: [1]', '4:13: functions.api.memory: must be a size such as 256m or 1g'],
    ['cpus: 0', '4:11: functions.api.cpus: must be a number of processors from 0.01 to 1024, such as 0.5'],
    ['cpus: "2"', '4:11: functions.api.cpus: must be a number of processors from 0.01 to 1024, such as 0.5'],
    ['pids: 1.5', '4:11: functions.api.pids: must be a whole number from 1 to 4194304'],
    ['pids: 0', '4:11: functions.api.pids: must be a whole number from 1 to 4194304'],
    ['read_only: maybe', '4:16: functions.api.read_only: must be true or false'],
    ['tmpfs: [cache]', '4:13: functions.api.tmpfs.0: must be an absolute path, with a size if need be: /cache:128m'],
    ['tmpfs: ["/a:lots"]', '4:13: functions.api.tmpfs.0: needs a size such as 128m behind the colon'],
    ['tmpfs: [/run]', '4:13: functions.api.tmpfs.0: would hide /run/secrets'],
    ['networks: ["a b"]', '4:16: functions.api.networks.0: must be the name of a network'],
    ['start: ""', '4:12: functions.api.start: must begin with a program'],
    [
      'start: node x | tee log',
      '4:12: functions.api.start: | is for a shell: no shell runs it; for one, write ["sh", "-c", "…"]',
    ],
    [
      'start: node --port $PORT',
      '4:12: functions.api.start: $PORT is for a shell: no shell runs it; for one, write ["sh", "-c", "…"]',
    ],
    [
      'start: node *.js',
      '4:12: functions.api.start: *.js is for a shell: no shell runs it; for one, write ["sh", "-c", "…"]',
    ],
    [
      'env: { V: 3.10 }',
      '4:15: functions.api.env.V: must be text, a whole number, true, false, or nothing (null); put anything else in quotes',
    ],
    ['env: [A=1]', '4:10: functions.api.env: must be a map of names to values'],
    ['health: { path: ready }', '4:21: functions.api.health.path: must be a path such as /ready, without ? and #'],
    ['health: { deadline: 0 }', '4:25: functions.api.health.deadline: must be a number of seconds from 1 to 3600'],
    ['secrets: { k: {} }', '4:19: functions.api.secrets.k: needs exactly one of env, file and command'],
    [
      'secrets: { k: { env: A, file: b } }',
      '4:19: functions.api.secrets.k: needs exactly one of env, file and command',
    ],
    ['secrets: { k: { env: A, timeout: 3 } }', '4:19: functions.api.secrets.k: timeout is for a command'],
    ['secrets: { k: secret }', '4:19: functions.api.secrets.k: must be a map with one of env, file and command'],
  ])('%s', (lines, expected) => {
    expect(problemOf(lines)).toBe(expected);
  });

  test('names of variables and secrets', () => {
    expect(problemOf('env: { "A B": x }')).toContain('functions.api.env');
    expect(problemOf('secrets: { ../x: { env: A } }')).toContain('functions.api.secrets');
  });
});
