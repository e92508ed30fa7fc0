/**
 * Strategy 4: the sockets that engines create where nobody has configured anything.
 *
 * Order: the system's Docker first, then Docker Desktop, Colima, rootless Docker, Podman. A socket that exists may still be
 * dead (its engine was stopped or removed), so all that exist are candidates and the first that answers is taken.
 */
import { join } from 'node:path';
import { type Endpoint, parseEndpoint, socketEndpoint } from './endpoint.js';
import type { Place } from './place.js';

/** All default addresses for this user, whether there is anything or not; for the message when none is found. */
export function defaultSockets({ env, home }: Place): readonly string[] {
  const runtime = env.XDG_RUNTIME_DIR;
  return [
    '/var/run/docker.sock',
    join(home, '.docker/run/docker.sock'),
    join(home, '.colima/default/docker.sock'),
    ...(runtime ? [join(runtime, 'docker.sock'), join(runtime, 'podman/podman.sock')] : []),
    '/run/podman/podman.sock',
  ];
}

/** Those that exist. On Windows engines listen on a named pipe, which cannot be asked for without opening it. */
export function fromDefaultSockets(place: Place, platform: NodeJS.Platform): Endpoint[] {
  if (platform === 'win32') return [parseEndpoint('npipe://', 'default')];
  return defaultSockets(place)
    .filter((path) => place.files.exists(path))
    .map((path) => socketEndpoint(path, 'default'));
}
