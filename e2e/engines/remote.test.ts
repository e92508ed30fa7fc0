/**
 * An engine on another machine: over TCP with TLS and certificates on both sides, and behind a socket that was forwarded from there.
 *
 * The other machine is a room with an address of its own: its loopback is not ours, so the router's control port cannot be reached, and functions only
 * over addresses that `--bind` names.
 */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { nodeFunction } from '../harness/functions.js';
import { TestProject } from '../harness/project.js';
import { ThrowawayEngine } from '../harness/throwaway-engine.js';
import { makeCertificates } from '../harness/throwaway/certificates.js';

let engine: ThrowawayEngine;
let project: TestProject;

beforeAll(async () => {
  engine = await ThrowawayEngine.create({ remote: true });
});
afterAll(() => engine?.dispose());
beforeEach(async () => {
  project = await TestProject.create();
  project.env = { ...engine.bases, ...engine.asRemote };
  await project.write('hello', nodeFunction('1'));
});
afterEach(() => project.dispose());

/** What the function says, called over an address of the engine's machine. */
async function version(): Promise<unknown> {
  const answer = await project.call('/invoke/hello', { at: engine.address ?? '' });
  return (JSON.parse(answer.body) as { version: string }).version;
}

describe('over TCP, with certificates on both sides', () => {
  it('up, call, edit, up, nothing to do, check, down --force, nothing left', async () => {
    project.env['SMOLFAAS_BIND'] = '0.0.0.0';
    const first = await project.expectRun(0, 'up');
    expect(first.stdout).toContain(`--resolve fn.localhost:${project.httpsPort}:${engine.address}`);
    expect(await version()).toBe('1');

    await project.write('hello', nodeFunction('2'));
    await project.expectRun(0, 'up');
    expect(await version()).toBe('2');
    expect((await project.expectRun(0, 'up')).stdout).toMatch(/hello +unchanged/);
    await project.expectRun(0, 'check');

    await project.expectRun(0, 'down', '--force');
    expect(await project.leftovers()).toEqual([]);
  });

  it('row 64: a router on the loopback of that machine is made and checked, and what helps is said', async () => {
    const { stdout } = await project.expectRun(0, 'up');
    expect(stdout).toContain(
      `The engine runs on ${engine.address}, and the router listens on the loopback of that machine only: it cannot be called from here.`,
    );
    expect(stdout).toContain('smolfaas up --bind <address>');
    await project.expectRun(0, 'check');
  });
});

describe('certificates that do not fit', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'smolfaas-certificates-'));
    project.env['DOCKER_CERT_PATH'] = directory;
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('of the engine: exit 3, and the reason is told', async () => {
    await makeCertificates(directory, engine.address ?? '');
    const { stderr } = await project.expectRun(3, 'up');
    expect(stderr).toContain(engine.asRemote['DOCKER_HOST']);
    expect(stderr).toMatch(/certificate/);
  });

  it('of ours: exit 3, and the reason is told', async () => {
    await makeCertificates(directory, engine.address ?? '');
    await cp(join(engine.asRemote['DOCKER_CERT_PATH'] ?? '', 'ca.pem'), join(directory, 'ca.pem'));
    const { stderr } = await project.expectRun(3, 'up');
    expect(stderr).toContain(engine.asRemote['DOCKER_HOST']);
    expect(stderr).toMatch(/alert|certificate/);
  });

  it('one that is missing: exit 3, and its file is named', async () => {
    await cp(join(engine.asRemote['DOCKER_CERT_PATH'] ?? '', 'ca.pem'), join(directory, 'ca.pem'));
    const { stderr } = await project.expectRun(3, 'up');
    expect(stderr).toContain(join(directory, 'cert.pem'));
  });
});

describe('behind a forwarded socket', () => {
  it('up, edit, up and check work, although no published port arrives here', async () => {
    project.env = { ...engine.bases, DOCKER_HOST: `unix://${engine.socketPath}`, SMOLFAAS_BIND: '0.0.0.0' };
    await project.expectRun(0, 'up');
    expect(await version()).toBe('1');
    await project.write('hello', nodeFunction('2'));
    await project.expectRun(0, 'up');
    expect(await version()).toBe('2');
    await project.expectRun(0, 'check');
  });
});
