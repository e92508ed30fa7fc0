/**
 * Helpers for the tests against a real Docker Engine: a temporary source directory, a short way to
 * write a solve, and access to the resulting image through the engine's HTTP API. Only `outputOf`
 * starts a container.
 *
 * Every image has the prefix `bkt-`; `cleanUp` removes the ones made here. Nothing else in the
 * engine is touched.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { marshal, type State } from '@smolfaas/llb';
import { afterAll } from 'vitest';
import type { BuildKitClient, ImageConfig, SolveRequest, SolveResult } from './api.js';
import { connect } from './connect.js';
import type { FileTree } from './filesync/tree.js';

export const SOCKET = '/var/run/docker.sock';
export const CONFIG: ImageConfig = {
  architecture: 'amd64',
  os: 'linux',
  created: '1970-01-01T00:00:00Z',
  config: { Cmd: ['/none'], User: '65532:65532', Env: ['A=b'] },
};

const directories: string[] = [];
const images = new Set<string>();
const ids = new Set<string>();
let counter = 0;

/**
 * The engine's BuildKit for one test file, available at module level. After the last test
 * everything it made is removed.
 */
export async function engineClient(): Promise<BuildKitClient> {
  const client = await connect({ kind: 'docker' });
  afterAll(async () => {
    client.close();
    await cleanUp();
  });
  return client;
}

/** A unique name. */
export function uniqueName(): string {
  counter += 1;
  return `bkt-${process.pid}-${Date.now().toString(36)}-${counter}`;
}

/** Registers an image for removal by `cleanUp`. */
export function removeLater(image: string): string {
  images.add(image);
  return image;
}

/** A temporary directory with these files. */
export function sourceDirectory(files: Readonly<Record<string, string | Buffer>>): string {
  const root = mkdtempSync(join(tmpdir(), 'bkt-'));
  directories.push(root);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

/** A request that builds a state into an image with a name of its own. */
export function imageRequest(state: State, locals: Record<string, FileTree>, name = uniqueName()): SolveRequest {
  images.add(name);
  return {
    input: { kind: 'llb', definition: marshal(state).bytes, config: CONFIG },
    exporter: { type: 'moby', attrs: { name } },
    locals,
    sharedKey: name,
    deadlineMs: 60_000,
  };
}

/** Solves and returns the result and the image's name. */
export async function build(client: BuildKitClient, request: SolveRequest): Promise<SolveResult & { image: string }> {
  const image = request.exporter?.attrs['name'] ?? '';
  images.add(image);
  const result = await client.solve(request);
  // A name that is built twice leaves the first image nameless.
  if (result.imageId !== undefined) ids.add(result.imageId);
  return { ...result, image };
}

/** One call of the engine's HTTP API; the body as bytes. */
export function engine(method: string, path: string, body?: unknown): Promise<{ status: number; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const call = httpRequest({ socketPath: SOCKET, method, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) }));
    });
    call.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/**
 * A small image with a shell: the engine's copy of the official image or of the set-up's stand-in,
 * else the official one.
 */
export const STATIC_BASE = await firstImage('docker.io/library/alpine:3.22', 'smolfaas.local/base/static:trixie');

/**
 * The first image that the engine has. If it has none, the first is pulled. @throws with the
 * engine's reason
 */
export async function firstImage(official: string, standIn: string): Promise<string> {
  const has = async (image: string) => (await engine('GET', `/images/${image}/json`)).status === 200;
  for (const image of [official, standIn]) if (await has(image)) return image;
  const { body } = await engine('POST', `/images/create?fromImage=${official}`);
  if (await has(official)) return official;
  throw new Error(`the engine has neither ${official} nor ${standIn}, and cannot pull: ${body.toString().trim()}`);
}

/** What the engine reports about an image. */
export async function inspect(image: string): Promise<{
  Id: string;
  Config: NonNullable<ImageConfig['config']>;
  RootFS: { Layers: readonly string[] };
}> {
  const { status, body } = await engine('GET', `/images/${image}/json`);
  if (status !== 200) throw new Error(`image ${image}: ${status} ${body.toString()}`);
  const said: Awaited<ReturnType<typeof inspect>> = JSON.parse(body.toString());
  return said;
}

/** An entry of an image's file system. */
export interface ImageFile {
  readonly type: 'file' | 'link' | 'directory';
  readonly mode: number;
  readonly mtime: number;
  readonly linkname: string;
  readonly content: Buffer;
}

/** The files below a path of an image, read from a container that is created and never started. */
export async function filesOf(image: string, path = '/app'): Promise<Map<string, ImageFile>> {
  const created = await engine('POST', '/containers/create', { Image: image, Cmd: ['/none'] });
  const { Id }: { Id: string } = JSON.parse(created.body.toString());
  try {
    const { status, body } = await engine('GET', `/containers/${Id}/archive?path=${encodeURIComponent(path)}`);
    if (status !== 200) throw new Error(body.toString());
    return untar(body);
  } finally {
    await engine('DELETE', `/containers/${Id}?force=1`);
  }
}

/**
 * The layers above {@link STATIC_BASE}, as tars with the paths in them, from the engine's export of
 * the image.
 */
export async function ownLayersOf(image: string): Promise<{ readonly tar: Buffer; readonly entries: string[] }[]> {
  const { body } = await engine('GET', `/images/${image}/get`);
  const files = untar(body, (name) => name);
  const [{ Layers }]: [{ Layers: string[] }] = JSON.parse(String(files.get('manifest.json')?.content));
  const { RootFS } = await inspect(STATIC_BASE);
  return Layers.slice(RootFS.Layers.length).map((path) => {
    const tar = files.get(path)?.content ?? Buffer.of();
    return { tar, entries: [...untar(tar, (name) => name).keys()] };
  });
}

const TYPES: Readonly<Record<string, ImageFile['type']>> = { 0: 'file', 2: 'link', 5: 'directory' };

/** An archive of a container names everything below the requested directory. */
const belowTop = (name: string) => name.replace(/^[^/]*\/?|\/$/g, '');

/** The entries of a tar as Go writes it: ustar, with PAX records for long and non-ASCII names. */
export function untar(tar: Buffer, pathOf = belowTop): Map<string, ImageFile> {
  const files = new Map<string, ImageFile>();
  let pax: Record<string, string> = {};
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    const text = (from: number, length: number) =>
      tar.toString('utf8', at + from, at + from + length).split('\0')[0] ?? '';
    const size = Number.parseInt(text(124, 12), 8);
    const content = tar.subarray(at + 512, at + 512 + size);
    const flag = text(156, 1);
    const type = TYPES[flag];
    if (flag === 'x')
      pax = Object.fromEntries([...content.toString('utf8').matchAll(/\d+ ([^=]+)=(.*)\n/g)].map((m) => [m[1], m[2]]));
    if (type) {
      const name = pathOf(pax['path'] ?? text(0, 100));
      const mtime = Number(pax['mtime'] ?? Number.parseInt(text(136, 12), 8));
      const linkname = pax['linkpath'] ?? text(157, 100);
      files.set(name, { type, mode: Number.parseInt(text(100, 8), 8) & 0o777, mtime, linkname, content });
      pax = {};
    }
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

/** What a container of this image prints on stdout until it ends. */
export async function outputOf(image: string): Promise<string> {
  const created = await engine('POST', '/containers/create', { Image: image, Tty: true });
  const { Id }: { Id: string } = JSON.parse(created.body.toString());
  try {
    await engine('POST', `/containers/${Id}/start`);
    await engine('POST', `/containers/${Id}/wait`);
    // With a terminal the engine sends the bytes as they are, and the terminal ends lines with CR
    // LF.
    return (await engine('GET', `/containers/${Id}/logs?stdout=1`)).body.toString().replaceAll('\r', '');
  } finally {
    await engine('DELETE', `/containers/${Id}?force=1`);
  }
}

/** Removes the images and directories made in this test file. */
export async function cleanUp(): Promise<void> {
  for (const image of images) await engine('DELETE', `/images/${image}?force=1`);
  for (const id of ids) await engine('DELETE', `/images/${id}`);
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
}
