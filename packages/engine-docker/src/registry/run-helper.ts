/**
 * Gets the login of one registry from a credential helper. Protocol:
 * github.com/docker/docker-credential-helpers.
 *
 *   SmolFaaS -> helper   `docker-credential-<name> get`, the server's address on stdin
 *   helper -> SmolFaaS   exit 0: {"ServerURL": "…", "Username": "…", "Secret": "…"} on stdout;
 *                                Username "<token>" marks a token
 *                        else:   a sentence on stdout; "credentials not found in native keychain"
 *                                is not a failure: it has none
 *
 * Invariants:
 *  1. The secret is never an argument, which other users could read in the process list, and never
 *     part of an error.
 *  2. The helper runs in the user's home directory, so that no file of a project configures it.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { RegistryLogin } from '../registry-logins.js';

/**
 * In milliseconds. A helper may ask for a fingerprint or a password, so a person's reaction time
 * counts.
 */
export const HELPER_DEADLINE_MS = 60_000;

const NOT_FOUND = /credentials not found/i;
/** In bytes. No login is this long; a program that prints more is not a helper. */
const MAX_OUTPUT = 1 << 20;

/** How to start a helper. */
export interface HelperRun {
  /** Absolute path of the program. */
  readonly file: string;
  readonly server: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly deadlineMs?: number;
}

/**
 * Undefined if it has no login for the server. Rejects with an Error whose message describes the
 * failure.
 */
export async function runHelper(run: HelperRun): Promise<RegistryLogin | undefined> {
  const { exitCode, stdout, stderr } = await output(run);
  if (exitCode === 0) return parseAnswer(stdout);
  if (NOT_FOUND.test(stdout) || NOT_FOUND.test(stderr)) return undefined;
  throw new Error(`it ended with exit code ${exitCode}: ${sentence(stdout, stderr)}`);
}

interface Output {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function output({ file, server, env, home, deadlineMs = HELPER_DEADLINE_MS }: HelperRun): Promise<Output> {
  const child = spawn(file, ['get'], { cwd: home, env, stdio: 'pipe' });
  const text = { stdout: '', stderr: '' };
  let killedBecause: string | undefined;
  const kill = (why: string) => {
    killedBecause ??= why;
    child.kill('SIGKILL');
    // A child process of the helper may keep the pipes open.
    child.stdout.destroy();
    child.stderr.destroy();
  };
  const timer = setTimeout(() => kill(`it did not answer within ${Math.round(deadlineMs / 1000)} s`), deadlineMs);
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (chunk: string) => {
      text[stream] += chunk;
      if (text[stream].length > MAX_OUTPUT) kill('its output does not end');
    });
  }
  child.stdin.on('error', () => undefined); // It may end without reading; its exit code says more.
  child.stdin.end(server);
  try {
    await once(child, 'close');
    if (killedBecause !== undefined) throw new Error(killedBecause);
    return { exitCode: child.exitCode, ...text };
  } finally {
    clearTimeout(timer);
  }
}

function parseAnswer(text: string): RegistryLogin | undefined {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    answer = undefined; // JSON.parse's own message would quote the secret.
  }
  if (typeof answer !== 'object' || answer === null || !('Username' in answer) || !('Secret' in answer)) {
    throw new Error('its answer is not the JSON of a credential helper');
  }
  const { Username: username, Secret: secret } = answer;
  if (typeof username !== 'string' || typeof secret !== 'string') throw new Error('its answer is not a login');
  if (secret === '') return undefined;
  return { username: username === '<token>' ? '' : username, secret };
}

/** The helper's own words, unless they look like the secret response. */
function sentence(stdout: string, stderr: string): string {
  const said = [stdout, stderr].map((text) => text.trim()).find((text) => text !== '') ?? 'no output';
  if (/secret|password/i.test(said) || said.includes('{')) return 'its output is not shown, it may hold a secret';
  return said.split('\n', 1)[0]?.slice(0, 300) ?? said;
}
