/**
 * Runs one command in a running container and collects its output.
 *
 *   POST /containers/<id>/exec     201 exec id
 *   POST /exec/<exec id>/start     101 or 200, then frames of 8 bytes head + payload until it ends
 *   GET  /exec/<exec id>/json      the exit code
 */
import type { ExecResult } from '@smolfaas/core/container-engine.js';
import type { Duplex } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type Docker from 'dockerode';
import type { Connection } from '../connection/connection.js';
import { demux } from '../connection/frames.js';

/**
 * Runs `command` without a shell, terminal or input, and waits for its end.
 * @throws SmolfaasError engine-*
 */
export function execInContainer(
  engine: Connection,
  id: string,
  command: readonly string[],
  signal: AbortSignal,
  deadlineMs?: number,
): Promise<ExecResult> {
  const run = async (docker: Docker, abortSignal: AbortSignal) => {
    const exec = await docker.getContainer(id).exec({
      Cmd: [...command],
      AttachStdout: true,
      AttachStderr: true,
      abortSignal,
    });
    const stream: Duplex = await exec.start({ hijack: true, stdin: false, abortSignal });
    const stop = () => stream.destroy();
    abortSignal.addEventListener('abort', stop, { once: true });
    try {
      const output = demux(await buffer(stream));
      const { ExitCode } = await exec.inspect({ abortSignal });
      return { exitCode: ExitCode ?? -1, stdout: output.stdout.toString(), stderr: output.stderr.toString() };
    } finally {
      abortSignal.removeEventListener('abort', stop);
      stream.destroy();
    }
  };
  return engine.call(`exec ${command[0] ?? ''} in container ${id}`, signal, run, deadlineMs);
}
