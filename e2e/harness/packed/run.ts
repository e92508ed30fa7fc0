/**
 * Runs a program to its end as a user's shell would, and keeps all that it said.
 *
 * The variables that a package manager sets for its own children (`npm_lifecycle_event`, `npm_config_…`, …) are taken out: this test
 * run is such a child, and the programs started here must not take its settings for their user's. The registry and the headers of
 * Node.js stay: those are the machine's.
 */
import { spawn } from 'node:child_process';
import { delimiter } from 'node:path';

/** What a finished program left. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  /** Directory that is searched before the PATH. */
  readonly first?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const OF_THE_MACHINE = new Set(['npm_config_registry', 'npm_config_nodedir']);

/** Runs without a shell. @throws when the program cannot be started */
export function run(program: string, args: readonly string[], options: RunOptions): Promise<Ran> {
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { ...environment(options.first), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (chunk: string) => (said[stream] += chunk));
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...said }));
  });
}

/** Runs and gives stdout. @throws with all output when it does not end with 0 */
export async function expectRun(program: string, args: readonly string[], options: RunOptions): Promise<string> {
  const { code, stdout, stderr } = await run(program, args, options);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}\n${stdout}\n${stderr}`);
  return stdout;
}

function environment(first: string | undefined): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name) || OF_THE_MACHINE.has(name));
  const path = [...(first === undefined ? [] : [first]), process.env['PATH'] ?? ''].join(delimiter);
  return { ...Object.fromEntries(kept), PATH: path };
}
