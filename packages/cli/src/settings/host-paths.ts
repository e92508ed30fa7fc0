/**
 * The paths of a file that a runtime declares, for one platform. Shared by the code that reads the
 * file and by `smolfaas runtimes`, which lists what would be read.
 */
import type { HostFile } from '@smolfaas/core';

/** The platform's own paths, else the default ones. */
export function pathsOn(file: HostFile, platform: NodeJS.Platform): readonly string[] {
  return isPaths(file) ? file : (file[platform] ?? file['default'] ?? []);
}

const isPaths = (file: HostFile): file is readonly string[] => Array.isArray(file);
