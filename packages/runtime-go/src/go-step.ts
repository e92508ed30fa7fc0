/**
 * A step that runs the go command: its environment and mounts, which are the same on every host, and
 * so are its cache keys.
 *
 * Used by recipe.ts for each step of the build.
 */
import { cacheMount, type Mount, secretMount, type State } from '@smolfaas/llb';
import type { GoModule } from './detect.js';

const CA = '/run/smolfaas/ca.pem';
const GOENV = '/run/smolfaas/goenv';
/** Where go looks for logins, and git as well if the base has it. */
const NETRC = '/root/.netrc';

/** How the go command runs in each step. */
export interface GoRun {
  readonly module: GoModule;
  /** The value of GOTOOLCHAIN. */
  readonly toolchain: string;
  /** The function's directory in the build: `/src`, or below it beside what it shares. */
  readonly dir: string;
}

/**
 * A go command with network settings, caches and a fixed environment, the same on every host. So
 * cache keys are the same, too.
 */
export function goStep(state: State, args: readonly string[], { module, toolchain: value, dir }: GoRun) {
  return state.run(['go', ...args], {
    cwd: dir,
    env: { ...ENV, GOTOOLCHAIN: value, ...(module.resolves ? { GOFLAGS: '-mod=mod' } : {}) },
    mounts: MOUNTS,
    name: `go ${args.slice(0, args[0] === 'mod' ? 2 : 1).join(' ')}`,
  });
}

export const ENV = {
  PATH: '/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/root',
  CGO_ENABLED: '0',
  GOPATH: '/go',
  GOMODCACHE: '/cache/go/mod',
  GOCACHE: '/cache/go/build',
  GOENV,
  SSL_CERT_FILE: CA,
};

export const MOUNTS: readonly Mount[] = [
  cacheMount('/cache/go/mod', 'smolfaas/go-mod'),
  cacheMount('/cache/go/build', 'smolfaas/go-build'),
  secretMount(CA, 'ca', { mode: 0o444 }),
  secretMount(GOENV, 'goenv', { mode: 0o444 }),
  secretMount(NETRC, 'netrc', { mode: 0o400 }),
];
