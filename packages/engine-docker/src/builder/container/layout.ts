/**
 * Paths inside a builder container, and its user, by privilege level. The create body sets them
 * up; the daemon's configuration, dialling and the trial refer to them. Both official images, and
 * the stand-ins for them, have these programs and directories.
 */
import type { BuilderPrivileges } from '@smolfaas/core';

export interface Layout {
  /** Mount point of the volume. The image has this directory, so a new volume gets its owner. */
  readonly volume: string;
  /**
   * The daemon's own directory in it. A rootless daemon cannot use what one with root wrote, and
   * vice versa.
   */
  readonly root: string;
  /** Numeric user and group of the daemon. */
  readonly user: number;
  /** The socket that the daemon listens on. It is not reachable from outside the container. */
  readonly socket: string;
}

const ROOTED: Layout = {
  volume: '/var/lib/buildkit',
  root: '/var/lib/buildkit/rooted',
  user: 0,
  socket: '/run/buildkit/buildkitd.sock',
};

const ROOTLESS: Layout = {
  volume: '/home/user/.local/share/buildkit',
  root: '/home/user/.local/share/buildkit/rootless',
  user: 1000,
  socket: '/run/user/1000/buildkit/buildkitd.sock',
};

/** The paths of a container with these privileges. */
export function layoutOf(privileges: BuilderPrivileges): Layout {
  return privileges === 'rootless' ? ROOTLESS : ROOTED;
}

/** Directory of the daemon's configuration; the images have it. */
export const CONFIG_DIRECTORY = '/etc';
export const CONFIG_FILE = 'smolfaas-buildkitd.toml';
/** The host's certificates, in the same directory. */
export const TRUST_FILE = 'smolfaas-trust.pem';

/** The command that connects a byte stream to the daemon's socket. */
export function dialCommand(privileges: BuilderPrivileges): readonly string[] {
  return ['buildctl', '--addr', `unix://${layoutOf(privileges).socket}`, 'dial-stdio'];
}
