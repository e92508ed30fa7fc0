/** Facts of core as text on the screen. The types already ensure that every code has a text. */
import {
  type CrashFacts,
  type FaultFacts,
  type Notice,
  type PortFault,
  type ProbeResult,
  type Reason,
  type RejectionReason,
  SmolfaasError,
  type Waiting,
} from '@smolfaas/core';
import { describe, expect, test } from 'vitest';
import { crashText } from './crashes.js';
import { findingText } from './findings.js';
import { noticeText } from './notices.js';
import { portFaultText } from './port-fault.js';
import { reasonText } from './reasons.js';
import { phaseDetail } from './readiness.js';
import { rejectionText } from './rejections.js';
import { sourceProblem } from './source-problem.js';

const MEBIBYTE = 2 ** 20;
const at = new Date(2026, 10, 30, 3, 12).getTime();
const last = { containerId: 'c', at, ended: true, oomKilled: false, exitCode: 3 };
const memoryLimit = 512 * MEBIBYTE;

test.each<[CrashFacts, string]>([
  [{ restarts: 1, starved: 0 }, 'crashed 1 time since it was ready'],
  [{ restarts: 2, starved: 0, last, memoryLimit }, 'crashed 2 times since it was ready (exit code 3, last at 03:12)'],
  [
    { restarts: 1, starved: 0, last: { ...last, oomKilled: true, exitCode: 137 }, memoryLimit },
    'crashed 1 time since it was ready (out of memory, limit 512 MiB, last at 03:12)',
  ],
  [
    { restarts: 0, starved: 1, last: { ...last, ended: false, oomKilled: true }, memoryLimit },
    'had a process killed 1 time for its use of memory since it was ready (out of memory, limit 512 MiB, last at 03:12)',
  ],
])('crashes: %j', (facts, text) => {
  expect(crashText(facts)).toBe(text);
});

const certificate = { notBefore: Date.UTC(2026, 0, 1), notAfter: Date.UTC(2026, 0, 8, 0, 0, 59) };
const port = { address: '127.0.0.1', port: 443 };
const served = (fault: Extract<PortFault, { kind: 'certificate' }>['fault']): PortFault => ({
  ...port,
  kind: 'certificate',
  fault,
});

test.each<[PortFault, string]>([
  [{ ...port, address: '::1', kind: 'no-answer', why: 'ECONNREFUSED' }, 'does not answer at [::1]:443 (ECONNREFUSED)'],
  [{ ...port, kind: 'other-answer', status: 200 }, 'answers something else at 127.0.0.1:443 (status 200)'],
  [{ ...port, port: 80, kind: 'no-redirect', status: 200 }, 'answers 200 at 127.0.0.1:80, not a redirect'],
  [served({ code: 'expired', facts: certificate }), 'certificate expired at 2026-01-08T00:00Z (at 127.0.0.1:443)'],
  [
    served({ code: 'not-yet-valid', facts: certificate }),
    'certificate not valid before 2026-01-01T00:00Z (at 127.0.0.1:443)',
  ],
  [
    served({ code: 'other-names', facts: { names: ['a', '*.a'], host: 'b' } }),
    'certificate is for a, *.a, not b (at 127.0.0.1:443)',
  ],
  [
    served({ code: 'other-names', facts: { names: [], host: 'b' } }),
    'certificate is for no name, not b (at 127.0.0.1:443)',
  ],
])('a published port: %j', (fault, text) => {
  expect(portFaultText(fault)).toBe(text);
});

const go = { runtime: 'go', evidence: 'go.mod' };
const node = { runtime: 'node', evidence: 'package.json' };

test.each<[Notice, string]>([
  [
    { code: 'secrets-left-out', facts: { paths: ['.env', '.env.local'] } },
    '.env, .env.local left out; to pass variables at run time: functions.fn.env_file in smolfaas.yaml; to include one, add a line such as "!.env" to .dockerignore',
  ],
  [
    { code: 'links-outside', facts: { links: [{ path: 'data', target: '../shared/data' }], count: 1 } },
    'symbolic link data -> ../shared/data leads out of the function: it will dangle in the image; copy what it points to into the function',
  ],
  [
    {
      code: 'links-outside',
      facts: { links: ['a', 'b', 'c', 'd'].map((path) => ({ path, target: `/srv/${path}` })), count: 7 },
    },
    'symbolic links a -> /srv/a, b -> /srv/b, c -> /srv/c and 4 more lead out of the function: they will dangle in the image; copy what they point to into the function',
  ],
  [
    { code: 'keys-included', facts: { paths: ['a.pem', 'b.pem', 'c.pem', 'd.pem', 'e.pem'] } },
    'a.pem, b.pem, c.pem and 2 more may hold a private key and will be part of the image; list it in .dockerignore to leave it out',
  ],
  [
    { code: 'no-directory', facts: { known: ['web', 'fm'] } },
    'the project file names it, but it has no directory; did you mean fm?',
  ],
  [{ code: 'no-directory', facts: { known: ['web'] } }, 'the project file names it, but it has no directory'],
  [
    { code: 'several-runtimes', facts: { won: { runtime: 'dockerfile', evidence: 'Dockerfile' }, others: [go, node] } },
    'built as dockerfile (Dockerfile), not as go (go.mod), node (package.json); to choose another: functions.fn.runtime in smolfaas.yaml',
  ],
  [
    { code: 'source-large', facts: { files: 9, bytes: 2e8, largest: [{ path: 'a', bytes: 1.5e8 }] } },
    'the source is 9 files, 200 MB; largest: a (150 MB); .dockerignore can leave out what the function does not need',
  ],
  [
    { code: 'dockerfile-elsewhere', facts: { path: 'docker/Dockerfile' } },
    'docker/Dockerfile is not used; to build from it: functions: { fn: { settings: { dockerfile: docker/Dockerfile } } } in smolfaas.yaml',
  ],
  [
    { code: 'orphan', facts: { runs: true } },
    'its directory is gone; it keeps running (to remove it: smolfaas down fn, or smolfaas up --remove-orphans)',
  ],
  [
    { code: 'variable-unset', facts: { file: '.npmrc', variable: 'TOKEN' } },
    '.npmrc names ${TOKEN}, which is not set here: it is passed on as it is written',
  ],
  [
    {
      code: 'names-chosen',
      facts: { network: 'smolfaas-shop-3f2a', object: 'network "smolfaas"', otherDir: '/a/functions' },
    },
    'network "smolfaas" belongs to the functions in /a/functions, so this project has names of its own, such as network smolfaas-shop-3f2a',
  ],
  [
    {
      code: 'ports-chosen',
      facts: { httpPort: 8080, httpsPort: 8443, port: 80, address: '::1', forbidden: false, process: 'nginx', pid: 7 },
    },
    'port 80 is used by nginx (pid 7); this project answers on ports 8080 and 8443',
  ],
  [
    {
      code: 'ports-chosen',
      facts: { httpPort: 8080, httpsPort: 8443, port: 80, address: '127.0.0.1', forbidden: true },
    },
    'port 80 on 127.0.0.1 may not be bound without more rights; this project answers on ports 8080 and 8443',
  ],
  [
    { code: 'project-gone', facts: { id: '0f8fad5b-d9cb-469f', functionsDir: '/a/functions', containers: 3 } },
    'the project in /a/functions is gone and still has 3 container(s); to remove them: smolfaas down --force --project 0f8fad5b',
  ],
  [
    { code: 'registries-unheard', facts: { hosts: ['r.example'], builder: 'engine' } },
    "registries r.example of the project file are for --builder container; this builder goes by the engine's own configuration",
  ],
])('a notice: %j', (notice, text) => {
  expect(noticeText(notice, 'fn')).toBe(text);
});

test.each<[Reason, string]>([
  [{ code: 'container-ended', facts: { state: 'exited', exitCode: 137 } }, 'its container is exited (137)'],
  [{ code: 'builds-wanted', facts: { functions: ['a', 'b'] } }, 'a, b have to be built'],
  [{ code: 'builds-wanted', facts: { functions: ['a'] } }, 'a has to be built'],
  [
    { code: 'memory-changed', facts: { is: 64 * MEBIBYTE, should: memoryLimit } },
    'its memory limit is 64 MiB, not 512 MiB',
  ],
  [{ code: 'cpus-changed', facts: { is: 0.1, should: 0.5 } }, 'its CPU limit is 0.1, not 0.5'],
  [{ code: 'network-left', facts: { network: 'db' } }, 'its container is not on network db'],
  [{ code: 'other-spec', facts: {} }, 'its container was made in another way'],
  [{ code: 'other-spec', facts: { settings: ['cpus', 'env.A'] } }, 'cpus, env.A changed'],
  [
    { code: 'other-spec', facts: { settings: ['env.A', 'env.B', 'env.C', 'env.D', 'env.E'] } },
    'env.A, env.B, env.C and 2 more changed',
  ],
  [{ code: 'secrets-changed', facts: { names: ['db'] } }, 'secrets changed (db)'],
])('a reason: %j', (reason, text) => {
  expect(reasonText(reason)).toBe(text);
});

describe('a finding', () => {
  const text = <C extends keyof FaultFacts>(code: C, facts: FaultFacts[C]) =>
    findingText({ ok: false, code, facts } as Parameters<typeof findingText>[0], at);

  test('says how a container ended, and why', () => {
    const stopped = (facts: FaultFacts['container-not-running']) => text('container-not-running', facts);
    expect(stopped({})).toBe('Container not running');
    expect(stopped({ state: 'paused', exitCode: 0 })).toBe('Container not running (paused)');
    expect(stopped({ state: 'exited', exitCode: 1 })).toBe('Container not running (exited 1)');
    expect(stopped({ state: 'exited', exitCode: 137, oomKilled: true })).toBe(
      'Container not running (exited 137, out of memory)',
    );
  });

  test('says what another tool has changed', () => {
    expect(text('memory-changed', { is: 64 * MEBIBYTE, should: memoryLimit })).toBe(
      'Memory limit changed (64 MiB, not 512 MiB)',
    );
    expect(text('cpus-changed', { is: 0.1, should: 0.5 })).toBe('CPU limit changed (0.1, not 0.5)');
    expect(text('network-left', { network: 'db' })).toBe('Container not attached to network db');
    expect(text('container-settings-changed', { settings: ['memory'] })).toBe(
      'Container was made with other settings (memory)',
    );
    expect(text('restart-policy-changed', {})).toBe('Restart policy changed (the engine would not start it again)');
  });

  test('about the router takes the words of its port', () => {
    expect(text('router-unreached', { fault: { ...port, kind: 'other-answer', status: 200 } })).toBe(
      'Router answers something else at 127.0.0.1:443 (status 200)',
    );
  });

  test('about crashes begins as a sentence', () => {
    expect(text('crashed', { restarts: 1, starved: 0 })).toBe('Crashed 1 time since it was ready');
  });
});

test('a source that cannot be used: what is wrong, and the code of an error without words of its own', () => {
  const named = new SmolfaasError('bad-function-name', { name: 'Bad', suggestion: 'bad' });
  expect(sourceProblem(named)).toBe('Not a valid function name (try "bad")');
  expect(
    sourceProblem(new SmolfaasError('ignore-file-unusable', { function: 'a', path: '.dockerignore', why: 'no' })),
  ).toBe('Ignore file cannot be used (.dockerignore: no)');
  expect(sourceProblem(new SmolfaasError('disk-full', { where: '/', message: '' }))).toBe(
    'Source cannot be used (disk-full)',
  );
});

const refused: ProbeResult = { kind: 'refused', detail: 'connection refused' };
const ports = { code: 'wrong-ports', facts: { ports: [3000, 9090] } } as const;

test.each<[Waiting, string]>([
  [
    { probe: refused, elapsed: { seconds: 10, ofSeconds: 60 } },
    'no answer after 10 s of 60 s (refused: connection refused)',
  ],
  [{ probe: refused, fault: ports }, 'listens on :3000, :9090, must be :8000'],
  [
    { probe: refused, fault: ports, crashed: { times: 2, exitCode: 3 }, elapsed: { seconds: 5, ofSeconds: 30 } },
    'no answer after 5 s of 30 s (crashed 2 times so far, exit code 3)',
  ],
  [
    { probe: refused, crashed: { times: 1 }, elapsed: { seconds: 5, ofSeconds: 30 } },
    'no answer after 5 s of 30 s (crashed 1 time so far)',
  ],
  [
    { probe: refused, fault: ports, elapsed: { seconds: 5, ofSeconds: 30 } },
    'no answer after 5 s of 30 s (listens on :3000, :9090, must be :8000)',
  ],
  [
    { probe: { kind: 'answered', status: 200 }, elapsed: { seconds: 5, ofSeconds: 30 } },
    'no answer after 5 s of 30 s (answered with status 200, once)',
  ],
])('waiting: %j', (waiting, text) => {
  expect(phaseDetail({ waiting })).toBe(text);
});

test.each<[RejectionReason, string]>([
  [{ code: 'step-failed', facts: { step: 'npm ci' } }, 'build step "npm ci" failed'],
  [{ code: 'step-privileged', facts: { wants: 'network' } }, "a build step asks for the host's network"],
  [{ code: 'no-base-image', facts: { reference: 'x:9' } }, 'there is no base image x:9'],
  [{ code: 'exited', facts: { exitCode: 7 } }, 'it exited with code 7'],
  [{ code: 'exited', facts: {} }, 'it exited before it answered'],
  [
    { code: 'listens-wrongly', facts: { fault: { code: 'wrong-address', facts: { address: '127.0.0.1:8000' } } } },
    'it listens on 127.0.0.1:8000, must be 0.0.0.0',
  ],
  [{ code: 'recorded', facts: { text: 'build failed' } }, 'build failed'],
])('rejections: %j', (reason, text) => {
  expect(rejectionText(reason)).toBe(text);
});
