/**
 * Checks whether the user's directories can be used. Every command reads below them, and so does
 * oclif before any command runs.
 *
 * Place: the entry point calls it before it loads anything else.
 *
 * Gotcha: a network file system whose server is gone never answers a call, and blocks the calling
 * thread forever. Such a process cannot even exit. So another process tests a directory on such a
 * file system first, and only that process is abandoned. Every other directory costs one call.
 */
import { spawn } from 'node:child_process';
import { readFileSync, readlinkSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Variables that name a directory; the defaults of the others are below `HOME`. */
const VARIABLES = ['HOME', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_CACHE_HOME', 'XDG_STATE_HOME', 'DOCKER_CONFIG'];

/** File system types that need another process or host to answer. */
const REMOTE = /^(?:fuse|nfs|cifs|smb|9p|ceph|afs|autofs|glusterfs|lustre|ocfs|gfs)/;

/** Linux follows at most this many symbolic links. */
const MOST_LINKS = 40;

const PATIENCE_MS = 5000;

/** Only these stop a run. Without the others, the run does less. */
const NEEDED = ['HOME', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_CACHE_HOME'];

/** @returns what is wrong with one of them, in one line; undefined when all answer */
export async function placeProblem(
  env: Readonly<Record<string, string | undefined>>,
  patienceMs = PATIENCE_MS,
): Promise<string | undefined> {
  const places = VARIABLES.flatMap((name) => {
    const path = env[name];
    return path?.startsWith('/') ? [{ name, path }] : [];
  });
  const remote = remoteMounts();
  const silent = await Promise.all(
    places.map(async ({ path }) => isBelow(path, remote) && !(await answers(path, patienceMs))),
  );
  const hanging = places.find((_, index) => silent[index]);
  if (hanging !== undefined) {
    return `${hanging.name}: ${shown(hanging.path)} does not answer (nothing within ${patienceMs / 1000} s)`;
  }
  const tooLong = places.find(({ name, path }) => NEEDED.includes(name) && isTooLong(path));
  return tooLong && `${tooLong.name}: a path of ${tooLong.path.length} characters is too long for this system`;
}

/** Mount points from the kernel's own list; empty on systems without one. */
function remoteMounts(): ReadonlySet<string> {
  try {
    const lines = readFileSync('/proc/self/mounts', 'utf8').split('\n');
    const mounts = lines.map((line) => line.split(' ')).filter(([, , type = '']) => REMOTE.test(type));
    return new Set(mounts.map(([, point = '']) => point.replace(/\\(\d{3})/g, (_, code: string) => octal(code))));
  } catch {
    return new Set();
  }
}

const octal = (code: string): string => String.fromCharCode(Number.parseInt(code, 8));

/** Follows links from the root on, and never touches anything below one of the mounts. */
function isBelow(path: string, mounts: ReadonlySet<string>): boolean {
  if (mounts.size === 0) return false;
  let rest = path.split('/').filter((part) => part !== '' && part !== '.');
  let at = '/';
  for (let links = 0; links < MOST_LINKS; ) {
    if (mounts.has(at)) return true;
    const [next, ...others] = rest;
    if (next === undefined) return false;
    const place = next === '..' ? dirname(at) : join(at, next);
    const target = mounts.has(place) ? undefined : linkTarget(place);
    rest =
      target === undefined
        ? others
        : [
            ...resolve(at, target)
              .split('/')
              .filter((part) => part !== ''),
            ...others,
          ];
    at = target === undefined ? place : '/';
    if (target !== undefined) links += 1;
  }
  return false;
}

function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined; // not a link, or nothing there
  }
}

/** Any exit counts as an answer, including the one for a missing directory. */
function answers(path: string, patienceMs: number): Promise<boolean> {
  return new Promise((done) => {
    const look = spawn('/bin/ls', ['-d', '--', path], { stdio: 'ignore', detached: true });
    const timer = setTimeout(() => {
      look.kill('SIGKILL');
      look.unref();
      done(false);
    }, patienceMs);
    const answer = () => {
      clearTimeout(timer);
      done(true);
    };
    look.once('exit', answer);
    look.once('error', answer); // `ls` cannot be started here: the run has to find out by itself
  });
}

function isTooLong(path: string): boolean {
  try {
    statSync(path, { throwIfNoEntry: false });
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENAMETOOLONG';
  }
}

const shown = (path: string): string => JSON.stringify(path.length <= 100 ? path : `${path.slice(0, 60)}…`);
