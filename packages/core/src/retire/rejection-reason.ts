/**
 * Does a failure of `up` show that the function's source is at fault? A closed table: the compiler
 * requires an answer for each code.
 *
 *     a reason   the source was rejected: until it changes, every further run fails the same way
 *     NO         something else failed: engine, registry, disk, time, another run; a retry may work
 *
 * If in doubt, the answer is NO. Then `check` advises running `up`, which at worst fails again.
 *
 * Gotcha: a build step reports only its exit code, whether its program is wrong or its registry is
 * down. Only its output distinguishes these cases.
 */
import type { ErrorCode, ErrorFacts, SmolfaasError } from '../contract/errors.js';
import type { ListenFault } from '../contract/readiness.js';
import type { RejectionReason } from '../contract/rejections.js';
import { speaksOnlyHttp2, wrongListener } from '../deploy/listeners.js';

type Reason<C extends ErrorCode> = (facts: ErrorFacts[C]) => RejectionReason | undefined;

const NO = (): undefined => undefined;

const REASONS: { readonly [C in ErrorCode]: Reason<C> } = {
  // The source itself, and what its program does.
  'build-step-failed': ({ step, exitCode, log }) =>
    exitCode === KILLED || log.some(blamesSurroundings) ? undefined : { code: 'step-failed', facts: { step } },
  'build-failed': ({ message, ofBuilder }) =>
    ofBuilder === true || blamesSurroundings(message) ? undefined : { code: 'build-failed', facts: {} },
  'recipe-refused': ({ message }) => ({ code: 'refused', facts: { message } }),
  'build-step-privileged': ({ wants }) => ({ code: 'step-privileged', facts: { wants } }),
  'dockerfile-needs-frontend': ({ path }) => ({ code: 'needs-frontend', facts: { path } }),
  'base-image-missing': ({ reference, why }) =>
    why === 'not-found' ? { code: 'no-base-image', facts: { reference } } : undefined,
  'container-failed': ({ message }) => (blamesCommand(message) ? { code: 'command-unusable', facts: {} } : undefined),
  'not-ready': (facts) => notReadyReason(facts),

  // A source that cannot be read has no content hash; `check` reads it again and reports the error
  // itself.
  'bad-function-name': NO,
  'function-name-too-long': NO,
  'function-link-outside': NO,
  'no-runtime': NO,
  'runtime-not-installed': NO,
  'unknown-setting': NO,
  'shared-unusable': NO,
  'shared-unsupported': NO,
  'source-special-file': NO,
  'source-unreadable': NO,
  'source-bad-name': NO,
  'source-too-large': NO,
  'ignore-file-unusable': NO,

  // Time, variables of this host, and faults of other programs.
  'source-changed': NO,
  'runtime-broken': NO,
  'build-secret-missing': NO,
  'host-setting-refused': NO,
  'host-setting-missing': NO,
  'build-timeout': NO,
  'run-timeout': NO,
  'builder-stopped': NO,
  'engine-not-found': NO,
  'engine-unreachable': NO,
  'engine-permission': NO,
  'engine-hangs': NO,
  'engine-died': NO,
  'engine-too-old': NO,
  'engine-no-buildkit': NO,
  'engine-error': NO,
  'builder-unreachable': NO,
  'builder-failed': NO,
  'builder-image-missing': NO,
  'foreign-object': NO,
  'project-conflict': NO,
  'port-taken': NO,
  'port-forbidden': NO,
  'router-failed': NO,
  'router-image-missing': NO,
  'router-rejected-config': NO,
  'router-unreachable': NO,
  'image-pull-failed': NO,
  'registry-login-failed': NO,
  'images-missing': NO,
  'image-not-the-locked': NO,
  'state-unwritable': NO,
  'state-newer': NO,
  'state-busy': NO,
  'disk-full': NO,
  'removal-blocked': NO,
  'function-not-running': NO,
  'router-not-running': NO,
  'call-failed': NO,
  locked: NO,
  interrupted: NO,

  // These end a run before it handles any function.
  'functions-dir-missing': NO,
  'functions-dir-not-directory': NO,
  'functions-dir-unreadable': NO,
  'unknown-function': NO,
  'bad-flag': NO,
  'version-not-serving': NO,
  'path-too-long': NO,
  'project-file-unreadable': NO,
  'project-file-invalid': NO,
  'unknown-profile': NO,
  'function-input-missing': NO,
  'force-with-names': NO,
  'project-name-taken': NO,
  'state-of-other-project': NO,
  'unknown-project': NO,
  'ambiguous-project': NO,
  'lock-file-unreadable': NO,
  'lock-file-invalid': NO,
  'lock-file-missing': NO,
  'lock-file-incomplete': NO,
  'lock-file-unwritable': NO,
  'bundle-unusable': NO,
  'bundle-unwritable': NO,
  'bundle-other-platform': NO,
  'functions-not-built': NO,
  'no-such-instance': NO,
  'no-shell': NO,
  'bad-runtime-id': NO,
  'folder-unusable': NO,
  'nothing-left': NO,
};

/** Why the source was rejected; undefined when it was not. */
export function rejectionReason<C extends ErrorCode>(error: SmolfaasError<C>): RejectionReason | undefined {
  return REASONS[error.code](error.facts);
}

/** 128 + SIGKILL: usually the kernel, out of memory. */
const KILLED = 137;

/**
 * What programs print about networks, registries, certificates and disks, as spelled by libc,
 * Node.js, Go, Python and Rust.
 */
const SURROUNDINGS = new RegExp(
  [
    'EAI_AGAIN|ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOSPC|ERR_SOCKET_TIMEOUT',
    'no such host|bad address|could not resolve|(?:temporary )?failure (?:in name resolution|resolving)|dns error',
    'connection (?:refused|reset|timed out)|network is unreachable|no route to host|dial tcp|i/o timeout',
    'handshake timeout|error sending request|max retries exceeded',
    'x509:|certificate verify failed|unable to (?:get|verify) .*certificate|self[- ]signed certificate|invalid peer cert',
    '\\b(?:429 Too Many|500 Internal|502 Bad|503 Service|504 Gateway)|\\bE(?:429|50[0234])\\b',
    'no space left on device|cannot allocate memory|signal: killed',
  ].join('|'),
  'i',
);

const blamesSurroundings = (line: string): boolean => SURROUNDINGS.test(line);

/**
 * The engine's OCI runtime (runc, crun) reports that the image's command is missing or not a
 * program.
 */
const blamesCommand = (message: string): boolean =>
  /\bexec\b|\bexecutable\b/i.test(message) && !blamesSurroundings(message);

/** In order of certainty, like the CLI's sentence about it. */
function notReadyReason({ diagnosis, lastProbe, port }: ErrorFacts['not-ready']): RejectionReason {
  const { state, restarts, exitCode, oomKilled, listening } = diagnosis;
  if (oomKilled) return { code: 'out-of-memory', facts: {} };
  if (restarts > 0 || ['exited', 'dead', 'restarting'].includes(state))
    return { code: 'exited', facts: exitCode === undefined ? {} : { exitCode } };
  const fault: ListenFault | undefined = speaksOnlyHttp2(lastProbe)
    ? { code: 'http2-only', facts: {} }
    : wrongListener(listening, port);
  return fault === undefined ? { code: 'no-answer', facts: {} } : { code: 'listens-wrongly', facts: { fault } };
}
