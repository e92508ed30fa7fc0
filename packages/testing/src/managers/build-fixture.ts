/**
 * Names and requests of one run of the BuildKitManager's suite. Its graphs copy files into an empty
 * image, so they need no base image and no network.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Builder,
  type BuilderSpec,
  type BuildKitManager,
  type BuildRequest,
  LABEL,
  type SourceEntry,
} from '@smolfaas/core';
import { copy, local, marshal, scratch } from '@smolfaas/llb';
import { type EngineObjects, sweep } from './sweep.js';

/** A BuildKitManager under test. */
export interface BuildKitManagerSubject {
  readonly manager: BuildKitManager;
  /** The builder that it prepares; the engine's own by default. */
  readonly spec?: BuilderSpec;
  /**
   * The images that it builds are found and removed through the other managers of the same engine.
   */
  readonly engine: EngineObjects;
  /** Turns a request into one that cannot be built. By default, its graph copies a missing file. */
  readonly broken?: (request: BuildRequest) => BuildRequest;
}

export interface BuildFixture extends Required<BuildKitManagerSubject> {
  readonly signal: AbortSignal;
  /** Builds with the builder of `spec`, which the first build prepares. */
  readonly build: Builder['build'];
  /** A request for an image with these texts by path, which are written to a new directory. */
  readonly request: (fn: string, files: Readonly<Record<string, string>>) => BuildRequest;
  /** Ids of the images that have this tag. */
  readonly tagged: (tag: string | undefined) => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

/** Observes only images. */
export const NOTHING = { containerNames: [], networkName: '', volumeNames: [] };

export function buildFixture(subject: BuildKitManagerSubject): BuildFixture {
  const { manager, engine, spec = { kind: 'engine' }, broken = withMissingFile } = subject;
  let ready: Promise<Builder> | undefined;
  const run = `smolfaas-test-${randomBytes(4).toString('hex')}`;
  const directory = mkdtempSync(join(tmpdir(), `${run}-`));
  const { signal } = new AbortController();
  const definition = marshal(scratch().file([copy(local('all'), '/', '/app/')])).bytes;
  return {
    manager,
    engine,
    spec,
    broken,
    async build(request, onEvent, aborted) {
      ready ??= manager.ensure(spec, undefined, () => undefined, signal);
      return (await ready).build(request, onEvent, aborted);
    },
    signal,
    request: (fn, files) => ({
      function: fn,
      input: { kind: 'llb', definition, config: { os: 'linux', architecture: 'amd64', config: { Cmd: ['/app/a'] } } },
      tags: [`${run}-${fn}:1`],
      labels: { [LABEL.project]: run, [LABEL.function]: fn },
      source: sourceOf(mkdtempSync(join(directory, 'source-')), files),
      secrets: {},
      sharedKey: `${run}/${fn}`,
      timeoutMs: 60_000,
    }),
    async tagged(tag = '') {
      const { images } = await engine.observe(NOTHING, signal);
      return images.filter(({ tags }) => tags.includes(tag)).map(({ id }) => id);
    },
    async close() {
      rmSync(directory, { recursive: true, force: true });
      await sweep(engine, run, NOTHING);
    },
  };
}

function withMissingFile(request: BuildRequest): BuildRequest {
  if (request.input.kind !== 'llb') return request;
  const definition = marshal(scratch().file([copy(local('all'), '/there-is-no-such-file', '/app/')])).bytes;
  return { ...request, input: { ...request.input, definition } };
}

function sourceOf(root: string, files: Readonly<Record<string, string>>): BuildRequest['source'] {
  const entries = Object.entries(files).map(([path, text]): SourceEntry => {
    writeFileSync(join(root, path), text);
    const sha256 = createHash('sha256').update(text).digest('hex');
    return { path, kind: 'file', mode: 0o644, size: Buffer.byteLength(text), mtimeSeconds: 0, sha256 };
  });
  return { root, entries };
}
