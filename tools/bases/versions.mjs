/**
 * What the stand-ins are made of: versions, and how each registry spells this machine's processor.
 *
 * Versions are part of a layer's name in the cache: changing one here rebuilds that layer and leaves the others.
 * Debian packages have no pin: they are what Debian's signed index offers on the day of the first assembly.
 */
import { NeedsUser } from '../process/say.mjs';

export const VERSIONS = {
  debian: 'trixie',
  go: '1.26.8',
  node: '24.21.0',
  npm: '11.21.2',
  yarn: '1.22.22',
  corepack: '0.34.7',
  uv: '0.13.9',
  buildkit: '0.25.2',
};

const PLATFORMS = {
  x64: { docker: 'amd64', debian: 'amd64', go: 'linux-amd64', node: 'linux-x64', wheel: 'musllinux_1_1_x86_64' },
  arm64: { docker: 'arm64', debian: 'arm64', go: 'linux-arm64', node: 'linux-arm64', wheel: 'musllinux_1_1_aarch64' },
};

/** The names of a processor as Node.js calls it (`process.arch`). */
export function platformNames(arch) {
  const names = PLATFORMS[arch];
  if (names !== undefined) return names;
  throw new NeedsUser(`Stand-ins for the base images can be assembled on x64 and arm64, this machine is ${arch}.`);
}
