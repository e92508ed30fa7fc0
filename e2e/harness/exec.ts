/** Runs a command in a container, as an operator does with `docker exec`. */
import { engineCall } from './engine.js';

/** What it printed. @throws when it fails */
export async function execIn(container: string, ...argv: readonly string[]): Promise<string> {
  const created = { AttachStdout: true, AttachStderr: true, Tty: true, Cmd: argv };
  const { Id } = await engineCall<{ Id: string }>('POST', `/containers/${container}/exec`, created);
  const printed = await engineCall<string | undefined>('POST', `/exec/${Id}/start`, { Detach: false, Tty: true });
  const { ExitCode } = await engineCall<{ ExitCode: number }>('GET', `/exec/${Id}/json`);
  const text = printed ?? '';
  if (ExitCode !== 0) throw new Error(`${argv.join(' ')} ended with ${ExitCode}: ${text}`);
  return text;
}
