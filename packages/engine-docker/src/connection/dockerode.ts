/**
 * Loads dockerode without two parts that nothing here uses: builds through the engine's classic
 * API, and connections over SSH.
 *
 * Both load large libraries (gRPC, protobuf.js, ssh2) together with dockerode, used or not. That is
 * three quarters of its load time, on every run of every command. So a function replaces each part
 * and loads the real one when it is called.
 *
 * Gotcha: a dockerode release without such a part is loaded unchanged. So is a bundled one, where
 * no such file exists.
 */
import Module, { createRequire } from 'node:module';
import type Dockerode from 'dockerode';

/** Loads dockerode. Node.js caches it, so only the first call takes time. */
export async function loadDockerode(): Promise<typeof Dockerode> {
  const path = resolved(createRequire(import.meta.url), 'dockerode');
  if (path !== undefined) {
    const dockerodes = createRequire(path);
    loadLate(dockerodes, './session');
    loadLate(createRequire(dockerodes.resolve('docker-modem')), './ssh');
  }
  return (await import('dockerode')).default;
}

/** For modules that export one function. */
function loadLate(require: NodeJS.Require, part: string): void {
  const path = resolved(require, part);
  if (path === undefined || require.cache[path] !== undefined) return;
  const late = new Module(path);
  late.exports = (...args: unknown[]): unknown => {
    delete require.cache[path];
    return require(path)(...args);
  };
  late.loaded = true;
  require.cache[path] = late;
}

function resolved(require: NodeJS.Require, part: string): string | undefined {
  try {
    return require.resolve(part);
  } catch {
    return undefined;
  }
}
