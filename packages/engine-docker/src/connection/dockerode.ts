/**
 * The door to dockerode, opened without two of its parts that nothing here uses: building through the engine's classic API and
 * connecting over SSH.
 *
 * Both load large libraries (gRPC, protobuf.js, ssh2) when dockerode is loaded, used or not: three quarters of the time that it takes, on
 * every run of every command. So a function takes the place of each part that loads the real one when it is called.
 * A release of dockerode without such a part is loaded as it is, and so is one that was bundled, where there is no such file to find.
 */
import Module, { createRequire } from 'node:module';
import type Dockerode from 'dockerode';

/** Loads dockerode; Node keeps it, so only the first call takes time. */
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
