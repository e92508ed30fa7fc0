/**
 * Runs the built CLI as a user does, in a process of its own with surroundings of its own, for tests of what only a whole
 * process shows: exit codes, streams, what gets loaded. Needs `tsc -b` first, like every test that crosses a package.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const BIN = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

export interface CliRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** An engine that is not there, no colours, a home and a working directory that are empty. */
export function emptySurroundings(): { readonly cwd: string; readonly env: NodeJS.ProcessEnv } {
  const cwd = mkdtempSync(join(tmpdir(), 'smolfaas-cli-'));
  const { PATH = '' } = process.env;
  const env = {
    PATH,
    HOME: cwd,
    XDG_STATE_HOME: join(cwd, 'state'),
    DOCKER_HOST: `unix://${cwd}/no.sock`,
    COLUMNS: '100',
  };
  return { cwd, env };
}

export async function runCli(
  words: readonly string[],
  env: NodeJS.ProcessEnv = {},
  node: string[] = [],
): Promise<CliRun> {
  const surroundings = emptySurroundings();
  const child = spawn(process.execPath, [...node, BIN, ...words], {
    cwd: surroundings.cwd,
    env: { ...surroundings.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, code] = await Promise.all([
    collect(child.stdout),
    collect(child.stderr),
    new Promise<number | null>((resolve, reject) => child.once('close', resolve).once('error', reject)),
  ]);
  const here = (text: string) => text.replaceAll(surroundings.cwd, '<cwd>');
  return { code, stdout: here(stdout), stderr: here(stderr) };
}

async function collect(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) text += String(chunk);
  return text;
}
