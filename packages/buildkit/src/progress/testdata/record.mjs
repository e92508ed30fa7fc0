/**
 * Records the Status stream of a real daemon, for the replay tests of the progress reducer.
 *
 *   pnpm build && node packages/buildkit/src/progress/testdata/record.mjs [prefix [socket]]
 *
 * Writes success.json, cached.json and failure.json beside this file, after the prefix if there is
 * one: arrays of StatusResponse as protobuf JSON. The engine needs the local base image named
 * below. Not part of the package. The recordings without prefix are of Docker Engine 20.10, those
 * with `newer-` of 28.5.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toJson } from '@bufbuild/protobuf';
import { Client } from '@grpc/grpc-js';
import { copy, image, local, marshal } from '@smolfaas/llb';
import { CHANNEL_OPTIONS, credentialsFor } from '../../../dist/connect/transport.js';
import { readTree } from '../../../dist/filesync/read-tree.js';
import { fileSyncRoutes } from '../../../dist/filesync/service.js';
import { Control, StatusResponseSchema } from '../../../dist/gen/moby/buildkit/v1/control_pb.js';
import { callServerStream, callUnary } from '../../../dist/grpc/call.js';
import { healthRoutes } from '../../../dist/session/services.js';
import { openSession } from '../../../dist/session/session.js';
import { playFrontend } from '../../../dist/solve/gateway.js';
import { newRef, outerSolve } from '../../../dist/solve/requests.js';

const BASE = 'smolfaas.local/base/static:trixie';
const config = { architecture: 'amd64', os: 'linux', created: '1970-01-01T00:00:00Z' };
const exporter = { type: 'moby', attrs: { name: 'bkt-record:1' } };
const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' };
const [, , prefix = '', socket = '/var/run/docker.sock'] = process.argv;
const client = new Client(`unix:${socket}`, credentialsFor({ kind: 'docker' }), CHANNEL_OPTIONS);
const root = mkdtempSync(join(tmpdir(), 'bkt-record-'));
writeFileSync(join(root, 'main.c'), `int main() { return 0; } // ${Date.now()}\n`);

/** Base, sources, and one step that prints output: `script` decides how it ends. */
function graph(script) {
  const base = image(BASE, { resolveMode: 'local' });
  const sources = base.file([copy(local('all'), '/', '/src/', { dirCopyContents: true, createDestPath: true })], {
    name: 'copy sources',
  });
  return sources.run(['/bin/sh', '-c', script], { env, network: 'none', name: 'compile' }).root;
}

async function record(file, script) {
  const routes = [...healthRoutes(), ...fileSyncRoutes({ all: await readTree(root) }, () => undefined)];
  const { signal } = new AbortController();
  const session = await openSession(client, 'bkt-record', routes, signal);
  const ref = newRef();
  const outer = callUnary(client, Control.method.solve, outerSolve(ref, session.id, exporter)).catch(() => undefined);
  const status = callServerStream(client, Control.method.status, { Ref: ref });
  const messages = [];
  const ended = new Promise((resolve) => {
    status.on('data', (message) => messages.push(toJson(StatusResponseSchema, message)));
    status.on('end', resolve).on('error', resolve);
  });
  const input = { kind: 'llb', definition: marshal(graph(script)).bytes, config };
  await playFrontend(client, input, { ref, session: session.id, signal }).catch(() => undefined);
  await Promise.all([outer, ended]);
  session.close();
  writeFileSync(new URL(prefix + file, import.meta.url), `${JSON.stringify(messages, null, 1)}\n`);
}

const works =
  'echo "compiling main.c"; printf "50%% "; sleep 0.2; echo "100%% ✓"; sleep 0.1; echo "warning: größe" >&2';
await record('success.json', works);
await record('cached.json', works);
await record('failure.json', 'echo "compiling main.c"; sleep 0.1; echo "main.c:1: error: ✗" >&2; sleep 0.1; exit 2');
client.close();
rmSync(root, { recursive: true });
