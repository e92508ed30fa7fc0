/**
 * Strategy 4: the sockets that engines create by default, without any configuration.
 *
 * Order: the system's Docker first, then Docker Desktop, Colima, rootless Docker, Podman. A socket
 * that exists may still be dead (its engine was stopped or removed). So all existing ones are
 * candidates, and the first that responds is used.
 */
import { join } from 'node:path';
import { type Endpoint, parseEndpoint, socketEndpoint } from './endpoint.js';
import type { Place } from './place.js';

/** All default addresses for this user, existing or not; for the message when none is found. */
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

/**
 * The sockets that exist. On Windows engines listen on a named pipe, whose existence cannot be
 * checked without opening it.
 */
export function fromDefaultSockets(place: Place, platform: NodeJS.Platform): Endpoint[] {
  if (platform === 'win32') return [parseEndpoint('npipe://', 'default')];
  return defaultSockets(place)
    .filter((path) => place.files.exists(path))
    .map((path) => socketEndpoint(path, 'default'));
}
