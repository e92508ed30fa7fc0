/**
 * Places inside a builder container, by how much it may do: what its create body lays out, and the daemon's configuration, the dialling
 * and the trial refer to. Both official images, and our stand-ins for them, have these programs and directories.
 */
import type { BuilderPrivileges } from '@smolfaas/core';

export interface Layout {
  /** Where the volume is mounted. The image has this directory, so that a new volume gets its owner. */
  readonly volume: string;
  /** The daemon's own directory in it. A daemon without root cannot use what one with root wrote, nor the reverse. */
  readonly root: string;
  /** The socket that the daemon listens on, and nobody outside of the container reaches. */
  readonly socket: string;
}

const ROOTED: Layout = {
  volume: '/var/lib/buildkit',
  root: '/var/lib/buildkit/rooted',
  socket: '/run/buildkit/buildkitd.sock',
};

const ROOTLESS: Layout = {
  volume: '/home/user/.local/share/buildkit',
  root: '/home/user/.local/share/buildkit/rootless',
  socket: '/run/user/1000/buildkit/buildkitd.sock',
};

/** The places of a container with these privileges. */
export function layoutOf(privileges: BuilderPrivileges): Layout {
  return privileges === 'rootless' ? ROOTLESS : ROOTED;
}

/** The daemon's configuration; its directory is in the images. */
export const CONFIG_DIRECTORY = '/etc';
export const CONFIG_FILE = 'smolfaas-buildkitd.toml';
/** The host's certificates, beside it. */
export const TRUST_FILE = 'smolfaas-trust.pem';

/** What connects a byte stream with the daemon's socket. */
export function dialCommand(privileges: BuilderPrivileges): readonly string[] {
  return ['buildctl', '--addr', `unix://${layoutOf(privileges).socket}`, 'dial-stdio'];
}
