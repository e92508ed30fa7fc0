/**
 * ShellManager on Docker: commands of a user in containers of functions.
 *
 *   HEAD /containers/<id>/archive?path=/bin/sh    200: there is such a file | 404
 *   POST /containers/<id>/exec, /exec/<id>/start  run-command.ts
 *   POST /containers/create, …/start              the container beside
 */
import type { ShellManager } from '@smolfaas/core';
import type { Connection } from '../connection/connection.js';
import { unlessMissing } from '../connection/unless-missing.js';
import { runCommand } from './run-command.js';

/** Best first. */
const SHELLS = ['/bin/bash', '/bin/sh'];

/**
 * The container beside ends by itself after this many seconds, should its user's process be
 * killed.
 */
const LONGEST_S = 86_400;

/** It is for looking around, not for work. */
const BESIDE_BYTES = 256 << 20;

/** How long removing one that did not start may take. */
const REMOVE_MS = 5000;

export function shellManager(engine: Connection): ShellManager {
  return {
    async find(id, signal) {
      const found = await Promise.all(SHELLS.map((path) => hasFile(engine, id, path, signal)));
      return SHELLS.find((_, index) => found[index]);
    },
    async run(id, request, signal) {
      return runCommand(engine, id, request, await hasFile(engine, id, '/bin/sh', signal), signal);
    },
    async startBeside(id, image, labels, signal) {
      return await engine.call(`start a container beside ${id}`, signal, async (docker, abortSignal) => {
        const { Config } = await docker.getContainer(id).inspect({ abortSignal });
        const shared = `container:${id}`;
        const made = await docker.createContainer({
          Image: image,
          Entrypoint: ['sleep'],
          Cmd: [String(LONGEST_S)],
          // Only the same user may look into /proc/1/root without further rights.
          User: Config.User,
          Env: Config.Env,
          WorkingDir: '/',
          Labels: { ...labels },
          HostConfig: {
            PidMode: shared,
            NetworkMode: shared,
            AutoRemove: true,
            CapDrop: ['ALL'],
            SecurityOpt: ['no-new-privileges'],
            PidsLimit: 256,
            Memory: BESIDE_BYTES,
            MemorySwap: BESIDE_BYTES,
          },
          abortSignal,
        });
        try {
          await made.start({ abortSignal });
        } catch (error) {
          // The engine removes only containers that have run.
          const remove = { force: true, abortSignal: AbortSignal.timeout(REMOVE_MS) };
          await made.remove(remove).catch(() => undefined);
          throw error;
        }
        return { id: made.id };
      });
    },
  };
}

async function hasFile(engine: Connection, id: string, path: string, signal: AbortSignal): Promise<boolean> {
  const call = `look for ${path} in container ${id}`;
  const found = await unlessMissing(
    engine.call(call, signal, (docker, abortSignal) =>
      docker
        .getContainer(id)
        .infoArchive({ path, abortSignal })
        .then(() => true),
    ),
  );
  return found === true;
}
