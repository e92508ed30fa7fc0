/**
 * Every code of the closed list with sample facts, written to one golden file that reads like the
 * screen. The compiler keeps the list complete: a new code without a sample does not compile.
 */
import { join } from 'node:path';
import { Errors } from '@oclif/core';
import { type ErrorCode, type ErrorFacts, type ImageProblem, SmolfaasError, type TriedLogin } from '@smolfaas/core';
import { describe as suite, expect, it } from 'vitest';
import { failureLines } from '../render/lines.js';
import { createTheme } from '../render/theme.js';
import { describe } from './describe.js';

const silent = { state: 'running', oomKilled: false, restarts: 0, log: [] };
const askedAll = { unsupported: [], missing: [], chosen: false };
const notReady = {
  function: 'fn-a',
  seconds: 30,
  lastProbe: { kind: 'refused', detail: 'connection refused' },
} as const;

const imageProblem = (why: ImageProblem['why'], tried?: TriedLogin): ImageProblem => ({
  reference: 'registry.example:5000/acme/base:1',
  registry: 'registry.example:5000',
  why,
  fetcher: 'engine',
  message: 'as the registry said',
  ...(tried && { tried }),
});
const byBuilder = (why: ImageProblem['why']): ImageProblem => ({ ...imageProblem(why), fetcher: 'builder' });
const nobody: TriedLogin = { kind: 'anonymous', lookedIn: '/home/me/.docker/config.json' };
const imageProblems = [
  imageProblem('not-found', { kind: 'login', user: 'me', from: '/home/me/.docker/config.json' }),
  imageProblem('not-found', nobody),
  imageProblem('unauthorized', nobody),
  imageProblem('unauthorized', { kind: 'login', user: 'me', from: 'docker-credential-vault' }),
  imageProblem('unauthorized', { kind: 'login', from: 'docker-credential-vault' }),
  { ...imageProblem('unauthorized', nobody), reference: 'acme/base:1', registry: 'docker.io' },
  imageProblem('unreachable'),
  imageProblem('no-dns'),
  imageProblem('unknown-ca'),
  { ...imageProblem('unknown-ca'), via: 'mirror.example' },
  { ...imageProblem('unreachable'), via: 'auth.example:8443' },
  { ...imageProblem('no-dns'), via: 'auth.example:8443' },
  imageProblem('expired'),
  imageProblem('plain-http'),
  imageProblem('unknown'),
];

const lacking = {
  lookedFor: [
    { runtime: 'node', globs: ['package.json'], hint: 'npm init -y' },
    { runtime: 'python', globs: ['pyproject.toml', 'requirements.txt'], hint: 'touch requirements.txt' },
  ],
  found: [],
  unsupported: [],
  missing: [],
  chosen: false,
};

const SAMPLES: { readonly [C in ErrorCode]: readonly [ErrorFacts[C], ...ErrorFacts[C][]] } = {
  'functions-dir-missing': [{ path: './x' }, { path: '/p/a/functions', searchedTo: '/p' }],
  'functions-dir-not-directory': [{ path: './x' }],
  'functions-dir-unreadable': [{ path: './x', errno: 'EACCES' }],
  'no-such-instance': [{ function: 'web', instance: 4, running: [1, 2] }],
  'no-shell': [{ function: 'web' }],
  'unknown-function': [
    { names: ['wbe'], known: ['web', 'api'] },
    { names: ['ghost'], known: ['fn-a', 'fn-b'] },
    { names: ['ghost'], known: [] },
    { names: ['wbe', 'api-*'], known: ['web', ...Array.from({ length: 14 }, (_, at) => `x-${at}`)] },
  ],
  'path-too-long': [{ flag: '--functions-dir', length: 4805 }],
  'bad-flag': [
    { flag: '--http-port', value: '0', why: 'must be a whole number from 1 to 65535' },
    { flag: '/srv/smolfaas.yaml:3:13: https_port', value: '80', why: 'is the HTTP port too' },
    { flag: '--tail', value: 'x', why: 'no number of lines, and not "all"' },
  ],
  'project-file-unreadable': [{ path: '/srv/smolfaas.yaml', errno: 'EACCES' }],
  'project-file-invalid': [
    {
      path: '/srv/smolfaas.yaml',
      problems: [{ line: 3, column: 5, message: 'unknown key "setings"', suggestion: 'settings' }],
    },
    {
      path: '/srv/smolfaas.yaml',
      problems: [{ line: 1, column: 10, message: 'version: only 1 is known' }, { message: 'functions: must be a map' }],
    },
  ],
  'project-name-taken': [{ name: 'shop', otherDir: '/a/functions' }],
  'state-of-other-project': [{ path: '/p/.smolfaas', functionsDir: '/p/web', otherDir: '/p/api' }],
  'unknown-project': [
    { wanted: 'shop', known: [{ id: '0f8fad5b-d9cb-469f-a165-70867728950e', functionsDir: '/a/functions' }] },
    { wanted: 'shop', known: [] },
  ],
  'ambiguous-project': [
    { wanted: 'shop', matches: ['0f8fad5b-d9cb', '7c9e6679-7425'].map((id) => ({ id, functionsDir: `/${id}` })) },
  ],
  'unknown-profile': [
    { source: '--profile', name: 'prd', known: ['prod', 'test'], path: '/srv/smolfaas.yaml' },
    { source: 'SMOLFAAS_PROFILE', name: 'prod', known: [], path: '/srv/smolfaas.yaml' },
    { source: '--profile', name: 'prod', known: [] },
  ],
  'function-input-missing': [
    { problems: [{ function: 'fn-a', setting: 'env.TOKEN', why: { code: 'variable-unset', variable: 'TOKEN' } }] },
    {
      problems: [
        {
          function: 'fn-a',
          setting: 'secrets.db',
          why: { code: 'command-failed', command: 'pass show db', exitCode: 1 },
          output: ['Error: db is not in the password store.'],
        },
        {
          function: 'fn-b',
          setting: 'env_file',
          why: { code: 'file-unreadable', path: '/srv/.env', errno: 'ENOENT' },
        },
        { function: 'fn-b', setting: 'secrets.key', why: { code: 'empty' } },
        { function: 'fn-c', setting: 'secrets.big', why: { code: 'too-large', limitBytes: 1_048_576 } },
        { function: 'fn-c', setting: 'secrets.bin', why: { code: 'not-text' } },
      ],
    },
    {
      problems: [
        {
          function: 'fn-a',
          setting: 'secrets.db',
          why: { code: 'command-timeout', command: 'op read x', seconds: 10 },
        },
        { function: 'fn-a', setting: 'secrets.x', why: { code: 'command-failed', command: 'x', signal: 'SIGTERM' } },
      ],
    },
    { problems: [{ function: 'fn-a', setting: 'env.PORT', why: { code: 'variable-reserved', variable: 'PORT' } }] },
    { problems: [{ function: 'fn-a', setting: 'secrets.a', why: { code: 'variable-twice', variable: 'A' } }] },
    {
      problems: [
        { function: 'fn-a', setting: 'secrets.a', why: { code: 'command-missing', command: 'pass', errno: 'ENOENT' } },
      ],
    },
    { problems: [{ function: 'fn-a', setting: 'networks', why: { code: 'network-missing', network: 'db_default' } }] },
  ],
  'force-with-names': [{ names: ['fn-a', 'fn-b'] }],
  'lock-file-unreadable': [{ path: '/srv/smolfaas.lock', errno: 'EACCES' }],
  'lock-file-invalid': [{ path: '/srv/smolfaas.lock', why: 'its version is 2, this smolfaas reads version 1' }],
  'lock-file-missing': [{ path: '/srv/smolfaas.lock' }],
  'lock-file-incomplete': [
    {
      path: '/srv/smolfaas.lock',
      missing: [
        { reference: 'docker.io/library/caddy:2.11.4', usedBy: ['(router)'] },
        { reference: 'docker.io/library/node:24-slim', usedBy: ['fn-a', 'fn-b'] },
      ],
    },
  ],
  'lock-file-unwritable': [{ path: '/srv/smolfaas.lock', errno: 'EROFS' }],
  'builder-stopped': [
    { function: 'fn-a', name: 'smolfaas-buildkitd', exitCode: 137, oomKilled: true },
    { function: 'fn-a', name: 'smolfaas-buildkitd', exitCode: 137, oomKilled: false },
    { function: 'fn-a', name: 'smolfaas-buildkitd', oomKilled: false },
  ],
  'builder-unreachable': [
    { address: 'tcp://builder:1234', message: 'connect ECONNREFUSED 10.0.0.2:1234' },
    { address: 'tcp://builder:1234', message: 'self-signed certificate in certificate chain' },
  ],
  'builder-failed': [
    { name: 'smolfaas-buildkitd', message: 'privileged: unable to apply caps', log: ['buildkitd: no space'] },
  ],
  'builder-image-missing': [{ ...imageProblem('no-dns'), reference: 'moby/buildkit:v0.25.2', registry: 'docker.io' }],
  'bundle-unusable': [{ path: '/mnt/b.tar', why: 'it is cut short, or no bundle' }],
  'bundle-unwritable': [{ path: '/mnt/b.tar', errno: 'EROFS' }],
  'bundle-other-platform': [{ path: '/mnt/b.tar', bundle: 'linux/arm64', engine: 'linux/amd64' }],
  'functions-not-built': [{ functions: ['fn-a', 'fn-b'] }],
  'bad-runtime-id': [{ id: 'smolfaas-runtime-Zig', suggestion: 'zig' }, { id: '7' }],
  'folder-unusable': [{ path: './smolfaas-runtime-zig', why: 'it is not empty' }],
  'bad-function-name': [{ name: 'Hello', suggestion: 'hello' }, { name: '\u001b[2J' }],
  'function-name-too-long': [{ name: 'a'.repeat(40), length: 70, max: 63 }],
  'function-link-outside': [{ name: 'fn-a', target: '/etc' }],
  'no-runtime': [
    {
      function: 'fn-a',
      lookedFor: [
        { runtime: 'dockerfile', globs: ['Dockerfile'] },
        { runtime: 'go', globs: ['go.mod'], hint: 'go mod init fn-a' },
        { runtime: 'node', globs: ['package.json'], hint: 'npm init -y' },
        { runtime: 'python', globs: ['pyproject.toml', 'requirements.txt'], hint: 'touch requirements.txt' },
      ],
      found: [],
      ...askedAll,
    },
    { function: 'fn-a', lookedFor: [], found: [], ...askedAll },
    { function: 'fn-a', ...lacking, sources: [{ name: 'index.js', runtime: 'node' }] },
    {
      function: 'fn-a',
      ...lacking,
      sources: [
        { name: 'index.js', runtime: 'node' },
        { name: 'main.py', runtime: 'python' },
      ],
    },
    { function: 'shared', ...lacking, sources: [{ name: 'db.py', runtime: 'python' }] },
    { function: 'lib', ...lacking },
    {
      function: 'fn-a',
      ...lacking,
      found: [{ name: 'index.php', runtime: 'php' }],
      sources: [{ name: 'theme.js', runtime: 'node' }],
    },
    {
      function: 'fn-a',
      lookedFor: [{ runtime: 'dockerfile', globs: ['Dockerfile'] }],
      found: [{ name: 'Cargo.toml', runtime: 'rust' }],
      dockerfiles: ['docker/Dockerfile', 'docker/Dockerfile.dev'],
      ...askedAll,
    },
    {
      function: 'fn-a',
      lookedFor: [{ runtime: 'go', globs: ['go.mod'], hint: 'go mod init fn-a' }],
      found: [{ name: 'Cargo.toml', runtime: 'rust' }],
      ...askedAll,
    },
    {
      function: 'fn-a',
      lookedFor: [{ runtime: 'go', globs: ['go.mod'] }],
      found: [
        { name: 'composer.json', runtime: 'php' },
        { name: 'index.html', runtime: 'static' },
      ],
      ...askedAll,
    },
    {
      function: 'fn-a',
      lookedFor: [{ runtime: 'go', globs: ['go.mod'] }],
      found: [{ name: 'deno.json', runtime: 'deno' }],
      unsupported: [],
      missing: ['@example/runtime-deno@^1'],
      chosen: false,
    },
    {
      function: 'fn-a',
      lookedFor: [{ runtime: 'go', globs: ['go.mod'] }],
      found: [],
      ...askedAll,
      last: { runtime: 'zig', package: '@example/smolfaas-runtime-zig' },
    },
    {
      function: 'fn-a',
      lookedFor: [{ runtime: 'go', globs: ['go.mod'] }],
      found: [{ name: 'deno.json', runtime: 'deno' }],
      ...askedAll,
      last: { runtime: 'deno', package: '@example/smolfaas-runtime-deno' },
    },
    {
      function: 'fn-a',
      lookedFor: [{ runtime: 'python', globs: ['requirements.txt'] }],
      found: [],
      unsupported: [{ name: 'Pipfile', runtime: 'python', hint: 'pipenv requirements > requirements.txt' }],
      missing: [],
      chosen: false,
    },
    {
      function: 'fn-a',
      lookedFor: [{ runtime: 'go', globs: ['go.mod'], hint: 'go mod init fn-a' }],
      found: [],
      unsupported: [],
      missing: [],
      chosen: true,
    },
  ],
  'runtime-not-installed': [
    { function: 'fn-a', runtime: 'deno', known: ['go', 'node'], missing: ['@example/runtime-deno@^1'] },
    { function: 'fn-a', runtime: 'deno', known: ['go', 'node'], missing: [] },
    { function: 'fn-a', runtime: 'zig', known: ['go'], missing: [], package: '@example/runtime-zig' },
    { function: 'fn-a', runtime: 'rust', known: ['go', 'node'], missing: [] },
  ],
  'unknown-setting': [
    { function: 'fn-a', runtime: 'go', names: ['pakage'], known: [{ name: 'package', about: 'the main package' }] },
    { function: 'fn-a', runtime: 'dockerfile', names: ['package'], known: [] },
  ],
  'shared-unusable': [
    { function: 'fn-a', path: '../lib', fault: 'missing' },
    { function: 'fn-a', path: '../lib/a', fault: 'overlaps', other: '../lib' },
  ],
  'shared-unsupported': [
    { function: 'fn-a', runtime: 'deno', known: ['go', 'node'] },
    { function: 'fn-a', runtime: 'deno', known: [] },
  ],
  'source-special-file': [{ function: 'fn-a', path: 'x.sock', kind: 'socket' }],
  'source-unreadable': [{ function: 'fn-a', path: 'secrets/key.pem', errno: 'EACCES' }],
  'source-bad-name': [{ function: 'fn-a', path: 'caf\\xe9.py' }],
  'source-changed': [{ function: 'fn-a', path: 'index.js' }],
  'source-too-large': [
    {
      function: 'fn-a',
      what: 'bytes',
      limit: 1e9,
      found: 5.2e9,
      largest: [
        { path: 'data/huge.bin', bytes: 5e9 },
        { path: 'b', bytes: 2e8 },
      ],
    },
    { function: 'fn-a', what: 'files', limit: 100_000, found: 100_001, largest: [{ path: 'cache', files: 99_990 }] },
  ],
  'ignore-file-unusable': [{ function: 'fn-a', path: '.dockerignore', why: 'EACCES' }],
  'runtime-broken': [
    { runtime: 'rust', package: 'smolfaas-runtime-rust', version: '0.3.1', during: 'import', message: 'boom' },
  ],
  'recipe-refused': [
    { function: 'fn-a', runtime: 'node', message: "Plug'n'Play is not supported", hint: 'nodeLinker: node-modules' },
  ],
  'host-setting-refused': [
    { function: 'fn-a', runtime: 'python', setting: 'uv', message: '~/uv.toml is no TOML: line 2', hint: 'correct it' },
  ],
  'host-setting-missing': [
    {
      function: 'fn-a',
      runtime: 'ruby',
      setting: 'bundle',
      about: 'the login of the gem server',
      paths: ['$BUNDLE_USER_CONFIG', '~/.bundle/config'],
      variables: ['BUNDLE_*'],
    },
    { function: 'fn-a', runtime: 'r', setting: 's', about: 'a token', paths: [], variables: ['R_TOKEN'] },
  ],
  'build-step-failed': [
    { function: 'fn-a', step: 'npm ci', exitCode: 1, log: ['gyp ERR!'], hint: 'take another build base' },
    {
      function: 'fn-a',
      step: 'npm ci',
      exitCode: 1,
      log: ['npm \u001b[31mERR!\u001b[0m missing: left-pad', 'npm ERR! x'],
    },
    {
      function: 'fn-a',
      step: 'go mod download',
      log: ['go: exec: "git": executable file not found in $PATH'],
      hint: 'take a base with git',
    },
    {
      function: 'fn-a',
      step: 'go build',
      log: ['main.go:4:2: undefined: x', 'last line'],
      gaps: [
        { before: 0, lines: 40 },
        { before: 1, lines: 200 },
      ],
    },
  ],
  'build-failed': [
    { function: 'fn-a', message: 'failed to solve: unknown instruction' },
    { function: 'fn-a', message: '"/x" not found', hint: 'there is no x' },
  ],
  'build-secret-missing': [
    { function: 'fn-a', id: 'token', env: 'NPM_TOKEN', why: 'not set' },
    { function: 'fn-a', id: 'netrc', path: '~/.netrc', why: 'ENOENT' },
  ],
  'build-step-privileged': [
    { function: 'fn-a', wants: 'network' },
    { function: 'fn-a', wants: 'capabilities' },
  ],
  'dockerfile-needs-frontend': [
    {
      function: 'fn-a',
      path: 'Dockerfile',
      needs: [
        { feature: 'COPY --link', since: '1.4', line: 3 },
        { feature: 'RUN <<heredoc', since: '1.4', line: 9 },
      ],
    },
  ],
  'build-timeout': [
    { function: 'fn-a', seconds: 600, step: 'npm ci' },
    { function: 'fn-a', seconds: 600 },
  ],
  'base-image-missing': [...imageProblems, byBuilder('unknown-ca'), byBuilder('expired'), byBuilder('plain-http')].map(
    (problem) => ({
      function: 'fn-a',
      ...problem,
    }),
  ) as [ErrorFacts['base-image-missing'], ...ErrorFacts['base-image-missing'][]],
  'container-failed': [{ function: 'fn-a', message: 'exec: "/app": no such file' }],
  'not-ready': [
    { ...notReady, diagnosis: { ...silent, listening: [] } },
    { ...notReady, diagnosis: { ...silent, listening: [{ address: '127.0.0.11', port: 41_913 }] } },
    { ...notReady, diagnosis: { ...silent, listening: [{ address: '127.0.0.1', port: 8000 }] } },
    { ...notReady, diagnosis: { ...silent, listening: [{ address: '::1', port: 8000 }] } },
    { ...notReady, diagnosis: { ...silent, listening: [{ address: '::', port: 3000 }] } },
    { ...notReady, diagnosis: { ...silent, listening: [{ address: '0.0.0.0', port: 8000 }] } },
    { ...notReady, diagnosis: silent },
    { ...notReady, diagnosis: { ...silent, state: 'exited', exitCode: 1, log: ['Error: Cannot find module'] } },
    { ...notReady, diagnosis: { ...silent, state: 'restarting', exitCode: 139, restarts: 3 } },
    { ...notReady, diagnosis: { ...silent, state: 'exited', exitCode: 137, oomKilled: true } },
    {
      ...notReady,
      diagnosis: { ...silent, state: 'restarting', exitCode: 1, restarts: 3, log: ['no such file: /data.json'] },
      hint: 'the runtime says what to do',
    },
    { ...notReady, diagnosis: silent, lastProbe: { kind: 'closed', detail: 'reset by peer', http2: true } },
  ],
  'version-not-serving': [
    { function: 'fn-a', wanted: '3f9c1b2a4d5e', seconds: 60 },
    {
      function: 'fn-a',
      wanted: '3f9c1b2a4d5e',
      seconds: 60,
      serving: { contentHash: 'ab'.repeat(32), generation: 7 },
    },
  ],
  'nothing-left': [{ deployed: ['fn-a', 'fn-b'], functionsDir: '/srv/functions' }],
  'engine-not-found': [{ tried: ['/var/run/docker.sock'] }],
  'engine-unreachable': [{ endpoint: 'unix:///var/run/docker.sock', message: 'connect ECONNREFUSED' }],
  'engine-permission': [{ endpoint: 'unix:///var/run/docker.sock' }],
  'engine-hangs': [{ endpoint: 'unix:///var/run/docker.sock', call: 'GET /info', seconds: 30 }],
  'engine-died': [{ endpoint: 'unix:///var/run/docker.sock', call: 'POST /containers/create' }],
  'engine-too-old': [{ version: '19.03.15', apiVersion: '1.40', minimum: '1.41' }],
  'engine-no-buildkit': [{ endpoint: 'unix:///run/podman.sock', message: 'status 404' }],
  'engine-error': [{ call: 'POST /containers/create', status: 500, message: 'oops' }],
  'foreign-object': [{ kind: 'container', name: 'smolfaas-router', id: 'sha256:ab12cd34ef56ab12cd34' }],
  'project-conflict': [
    { functionsDir: '/b/functions', otherDir: '/a/functions', object: 'container "edge"' },
    {
      functionsDir: '/b/functions',
      otherDir: "/a/it's old/functions",
      object: 'network "net"',
      gone: '0f8fad5b-d9cb-469f-a165-70867728950e',
    },
  ],
  'port-taken': [
    { port: 80, address: '127.0.0.1', process: 'nginx', pid: 123 },
    { port: 443, address: '::1', container: 'web' },
    { port: 80, address: '' },
  ],
  'port-forbidden': [{ port: 80, address: '127.0.0.1' }],
  'router-failed': [{ name: 'smolfaas-router', message: 'exited with code 1', log: ['Error: loading config'] }],
  'router-image-missing': [{ ...imageProblem('no-dns'), reference: 'caddy:2.11.4', registry: 'docker.io' }],
  'image-pull-failed': [imageProblem('unknown')],
  'registry-login-failed': [
    {
      registry: 'registry.example:5000',
      helper: 'docker-credential-vault',
      config: '/home/me/.docker/config.json',
      message: 'it is not on PATH',
    },
  ],
  'router-rejected-config': [{ message: 'loading new config: unknown module' }],
  'router-unreachable': [{ name: 'smolfaas-router', message: 'connect ECONNREFUSED 127.0.0.1:32768' }],
  'images-missing': [
    {
      missing: [
        { reference: 'docker.io/library/node:24-slim', usedBy: ['fn-a', 'fn-b'] },
        { reference: 'https://example.com/data.tar.gz', usedBy: ['fn-c'] },
      ],
    },
  ],
  'image-not-the-locked': [
    {
      path: '/srv/smolfaas.lock',
      differing: [
        {
          reference: 'docker.io/library/node:24-slim',
          usedBy: ['fn-a'],
          locked: `sha256:${'1'.repeat(64)}`,
          present: `sha256:${'2'.repeat(64)}`,
        },
        {
          reference: 'docker.io/library/caddy:2.11.4',
          usedBy: ['(router)'],
          locked: `sha256:${'1'.repeat(64)}`,
          present: undefined,
        },
      ],
    },
  ],
  'run-timeout': [
    { seconds: 60, unfinished: ['fn-a', 'fn-b'] },
    { seconds: 60, unfinished: [] },
  ],
  'state-unwritable': [{ path: '/srv/.smolfaas', errno: 'EROFS' }],
  'state-newer': [{ path: '/srv/.smolfaas', version: 7, supported: 3 }],
  'disk-full': [
    { where: '/var/lib/docker', message: '0.2 GB free' },
    { where: 'container smolfaas-buildkitd', volume: 'smolfaas-buildkitd-state', message: 'no space left on device' },
  ],
  'removal-blocked': [
    { kind: 'network', name: 'smolfaas', blockers: ['guest'] },
    { kind: 'network', name: 'smolfaas', blockers: [] },
  ],
  'function-not-running': [
    { function: 'fn-a', condition: 'stopped' },
    { function: 'fn-a', condition: 'not-deployed' },
    { function: 'fn-a', condition: 'crashed', exitCode: 137 },
    { function: 'fn-a', condition: 'running' },
  ],
  'router-not-running': [
    { name: 'smolfaas-router', condition: 'none' },
    { name: 'smolfaas-router', condition: 'stopped' },
  ],
  'call-failed': [
    { url: 'https://fn.localhost/invoke/fn-a', phase: 'connect', why: 'connection refused' },
    { url: 'https://fn.localhost/invoke/fn-a', phase: 'answer', why: 'nothing within 60 s' },
    { url: 'https://fn.localhost/invoke/fn-a', phase: 'body', why: 'aborted' },
  ],
  locked: [{ pid: 812, verb: 'up', since: new Date(2026, 0, 2, 12, 1, 3).getTime() }],
  'state-busy': [
    { path: '/srv/.smolfaas-lock', holders: [{ pid: 812, program: 'sqlite3' }, { pid: 9 }] },
    { path: '/srv/.smolfaas', holders: [] },
  ],
  interrupted: [{ signal: 'SIGINT' }, { signal: 'SIGTERM' }, { signal: 'SIGHUP' }],
};

function rendered(code: ErrorCode): string {
  const blocks = SAMPLES[code].map((facts) => {
    const described = describe(new SmolfaasError(code, facts), '/home/me/a.log');
    return [...failureLines(undefined, described, { theme: createTheme(false) }), `  exit ${described.exit}`].join(
      '\n',
    );
  });
  return `## ${code}\n${blocks.join('\n')}\n`;
}

suite('sentences', () => {
  it('has a sentence for every code', async () => {
    const codes = Object.keys(SAMPLES) as ErrorCode[];
    await expect(codes.map(rendered).join('\n')).toMatchFileSnapshot(join('__golden__', 'errors.txt'));
  });

  it.each(Object.keys(SAMPLES) as ErrorCode[])('never lets control characters through: %s', (code) => {
    const poison = (value: unknown): unknown => {
      if (typeof value === 'string') return `${value}\u001b[2J\n\u202e`;
      if (Array.isArray(value)) return value.map(poison);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value).map(([key, inner]) => [key, CLOSED.has(key) ? inner : poison(inner)]),
      );
    };
    for (const facts of SAMPLES[code]) {
      const { message, hint = '', detail } = describe(new SmolfaasError(code, poison(facts) as typeof facts));
      expect([message, hint, ...detail].join('')).not.toMatch(/[\p{Cc}\u202e]/u);
    }
  });

  it('takes oclif errors as wrong usage and anything else as a bug with the path of the log', () => {
    expect(describe(new Errors.CLIError('Nonexistent flag: --nope\nSee more help'))).toMatchObject({
      code: 'usage',
      exit: 2,
      message: 'Nonexistent flag: --nope; See more help',
    });
    expect(describe(new TypeError('x is not a function'), '/tmp/a.log')).toMatchObject({
      code: 'bug',
      exit: 1,
      message: 'TypeError: x is not a function (this is a bug in smolfaas)',
      hint: 'the whole story is in /tmp/a.log',
    });
  });

  it('takes an error of another copy of core by its name', () => {
    const foreign = Object.assign(new Error('x'), {
      name: 'SmolfaasError',
      code: 'engine-permission',
      facts: { endpoint: 'unix:///s' },
    });
    expect(describe(foreign)).toMatchObject({ code: 'engine-permission', exit: 3 });
  });
});

/** Facts with values from closed lists in the contract. */
const CLOSED = new Set(['why', 'wants', 'kind', 'state', 'address', 'signal']);
