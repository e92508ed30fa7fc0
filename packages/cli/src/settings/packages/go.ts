/**
 * Go's settings: where modules are fetched from, and how they are verified. Settings about this
 * machine (GOOS, GOFLAGS, …) do not affect builds.
 */
import { join } from 'node:path';
import type { Environment } from '../../process/environment.js';
import { configHome } from '../config-home.js';
import { readIfThere } from '../read-if-there.js';

const VARIABLES = ['GOPROXY', 'GOPRIVATE', 'GONOPROXY', 'GOSUMDB', 'GONOSUMDB', 'GOINSECURE', 'GOVCS'];

/**
 * As the go command sees them: its file, then the shell's variables. Later lines win, so the
 * variables do. @throws bad-flag
 */
export function goSettings(environment: Environment): Uint8Array | undefined {
  const file = goenvPath(environment);
  const written = file === undefined ? undefined : readIfThere(file, 'GOENV');
  const lines = VARIABLES.flatMap((name) => {
    const value = environment.env[name];
    return value ? [`${name}=${value}\n`] : [];
  });
  if (lines.length === 0) return written;
  return Buffer.concat([...(written === undefined ? [] : [written, Buffer.from('\n')]), Buffer.from(lines.join(''))]);
}

/** The file that `go env -w` writes; `GOENV=off` means that there is none. */
function goenvPath(environment: Environment): string | undefined {
  const { GOENV } = environment.env;
  if (GOENV === 'off') return undefined;
  const folder =
    environment.platform === 'darwin'
      ? join(environment.home, 'Library', 'Application Support')
      : configHome(environment);
  return GOENV || join(folder, 'go', 'env');
}
