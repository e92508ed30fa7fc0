/**
 * Errors: a closed list of codes, each with the facts that its sentence needs.
 *
 * Core and the engine throw a code; the CLI owns the sentence, the hint and the exit code. A reader of the library never sees
 * advice about flags, and no sentence is made twice.
 */
import type { Diagnosis } from './function-manager.js';
import type { ImageProblem } from './image-problem.js';
import type { FrontendNeed } from './runtime.js';

/** The facts of each code, in groups by what they mean for a run; the exit codes are the CLI's, and named here for orientation. */
export interface ErrorFacts {
  // Usage and input: nothing was touched (exit 2).
  'functions-dir-missing': { path: string };
  'functions-dir-not-directory': { path: string };
  'functions-dir-unreadable': { path: string; errno: string };
  'unknown-function': { names: readonly string[]; known: readonly string[] };
  /** Longer than the system takes; `flag` is what gave it. */
  'path-too-long': { flag: string; length: number };
  'bad-flag': { flag: string; value: string; why: string };
  /** The project file cannot be read, or is not what its schema says; every problem with its place, lines and columns from 1. */
  'project-file-unreadable': { path: string; errno: string };
  'project-file-invalid': { path: string; problems: readonly ProjectFileProblem[] };
  'force-with-names': { names: readonly string[] };
  /** The lock file of images cannot be read or understood; `up --locked` needs one, and one that has every image it needs. */
  'lock-file-unreadable': { path: string; errno: string };
  'lock-file-invalid': { path: string; why: string };
  'lock-file-missing': { path: string };
  'lock-file-incomplete': { path: string; missing: readonly NeededBy[] };
  'lock-file-unwritable': { path: string; errno: string };
  /** A file that is no bundle, or not a whole one; one that holds images of another platform than the engine's. */
  'bundle-unusable': { path: string; why: string };
  'bundle-unwritable': { path: string; errno: string };
  'bundle-other-platform': { path: string; bundle: string; engine: string };
  /** Their present source has no image yet. */
  'functions-not-built': { functions: readonly string[] };
  'bad-runtime-id': { id: string; suggestion?: string };
  'folder-unusable': { path: string; why: string };

  // One function failed; the others went on (exit 1).
  'bad-function-name': { name: string; suggestion?: string };
  'function-name-too-long': { name: string; length: number; max: number };
  'function-link-outside': { name: string; target: string };
  'no-runtime': {
    function: string;
    lookedFor: readonly { runtime: string; globs: readonly string[]; hint?: string }[];
    /** Files that tell the language, each with the id of a runtime to try; none of these is installed. */
    found: readonly { name: string; runtime: string }[];
    /** The runtime that built it last, where its package is not installed any more. */
    last?: { runtime: string; package: string };
    /** Files that a runtime knows, but cannot build from, with what would help. */
    unsupported: readonly { name: string; runtime: string; hint: string }[];
    /** Packages that the project needs and that are not installed, as `name` or `name@range`. */
    missing: readonly string[];
    /** The project file names the one runtime that was asked. */
    chosen: boolean;
  };
  /** `package` is the one that it came from, when it built this function last. */
  'runtime-not-installed': {
    function: string;
    runtime: string;
    known: readonly string[];
    missing: readonly string[];
    package?: string;
  };
  'unknown-setting': {
    function: string;
    runtime: string;
    names: readonly string[];
    known: readonly { name: string; about: string }[];
  };
  'source-special-file': { function: string; path: string; kind: string };
  'source-unreadable': { function: string; path: string; errno: string };
  'source-bad-name': { function: string; path: string };
  'source-changed': { function: string; path: string };
  /** More bytes or files than the settings allow. `found` is at least that many; of the largest files, or of the directories with the most, some. */
  'source-too-large': {
    function: string;
    what: 'bytes' | 'files';
    limit: number;
    found: number;
    largest: readonly { readonly path: string; readonly bytes?: number; readonly files?: number }[];
  };
  'ignore-file-unusable': { function: string; path: string; why: string };
  'runtime-broken': {
    function?: string;
    runtime: string;
    package: string;
    version: string;
    during: string;
    message: string;
  };
  'recipe-refused': { function: string; runtime: string; message: string; hint: string };
  'build-step-failed': {
    function: string;
    step: string;
    exitCode?: number;
    log: readonly string[];
    /** What the runtime knows about failures that print such words. */
    hint?: string;
  };
  /** `ofBuilder`: the builder, or the way of its result to the engine, failed; the source is not at fault. */
  'build-failed': { function: string; message: string; hint?: string; ofBuilder?: true };
  /** A secret that the project file gives, by a variable or by a file; `why` is an errno or a few words. */
  'build-secret-missing': { function: string; id: string; env?: string; path?: string; why: string };
  /** A step that only the graph shows, such as a trigger of a base image, asks for what leaves the sandbox. */
  'build-step-privileged': { function: string; wants: 'network' | 'capabilities' };
  /** Lines of the Dockerfile at `path` that the builder's frontend is too old for. */
  'dockerfile-needs-frontend': { function: string; path: string; needs: readonly FrontendNeed[] };
  'build-timeout': { function: string; seconds: number; step?: string };
  /** With what the runtime knows about the name. */
  'base-image-missing': { function: string; hint?: string } & ImageProblem;
  /** The daemon in the container ended while it built; it is started again when something is to be built. */
  'builder-stopped': { function: string; name: string; exitCode?: number; oomKilled: boolean };
  'container-failed': { function: string; message: string };
  /** `seconds`: how long it was waited for, at least 1. */
  'not-ready': { function: string; seconds: number; diagnosis: Diagnosis; lastProbe: string };
  /** `wanted`: the first digits of a content hash; `serving`: what clients get instead, if anything. */
  'version-not-serving': {
    function: string;
    wanted: string;
    seconds: number;
    serving?: { readonly contentHash: string; readonly generation: number };
  };
  'nothing-left': { deployed: readonly string[]; functionsDir: string };

  // The environment (exit 3; after a rejected configuration the old routes serve on, which is exit 1).
  'engine-not-found': { tried: readonly string[] };
  'engine-unreachable': { endpoint: string; message: string };
  'engine-permission': { endpoint: string };
  'engine-hangs': { endpoint: string; call: string; seconds: number };
  'engine-died': { endpoint: string; call: string };
  'engine-too-old': { version: string; apiVersion: string; minimum: string };
  'engine-no-buildkit': { endpoint: string; message: string };
  /** A builder behind an address of the user's. */
  'builder-unreachable': { address: string; message: string };
  /** No way to run it is allowed here; `tried` has one sentence for each. */
  'builder-failed': { name: string; message: string; log: readonly string[] };
  'builder-image-missing': ImageProblem;
  'engine-error': { call: string; status: number; message: string };
  'foreign-object': { kind: 'container' | 'network' | 'volume' | 'image'; name: string; id: string };
  /**
   * `gone`: there is no such `otherDir` any more, on the machine that the engine runs on; its
   * objects are found by these names.
   */
  'project-conflict': { functionsDir: string; otherDir: string; object: string; gone?: ProjectNames };
  'port-taken': { port: number; address: string; process?: string; pid?: number; container?: string };
  'port-forbidden': { port: number; address: string };
  'router-failed': { name: string; message: string; log: readonly string[] };
  'router-image-missing': ImageProblem;
  'image-pull-failed': ImageProblem;
  /** A login is configured, and cannot be had: a credential helper is missing, fails or hangs. */
  'registry-login-failed': { registry: string; helper: string; config: string; message: string };
  'router-rejected-config': { message: string };
  'router-unreachable': { name: string; message: string };
  /** Without a network these cannot be had; each with who needs it. */
  'images-missing': { missing: readonly NeededBy[] };
  /** The engine has another image under the name than the one that is locked. `locked` and `present` are digests or ids. */
  'image-not-the-locked': {
    differing: readonly (NeededBy & { locked: string; present: string | undefined })[];
    path: string;
  };
  'state-unwritable': { path: string; errno: string };
  'state-newer': { path: string; version: number; supported: number };
  /** `volume` is that of our own builder, when its cache lies there. */
  'disk-full': { where: string; message: string; volume?: string };
  /** No blockers: the engine refuses, although it knows nothing that uses the object. */
  'removal-blocked': { kind: 'container' | 'network' | 'volume' | 'image'; name: string; blockers: readonly string[] };

  // Another run or program (exit 4), and the user's own wish to stop (exit 130 or 143).
  locked: { pid: number; verb: string; since: number };
  /**
   * Another program has the database or its lock open and does not let go; `holders` are those that
   * could be found out.
   */
  'state-busy': { path: string; holders: readonly { readonly pid: number; readonly program?: string }[] };
  interrupted: { signal: string };
}

/** Something that is needed, an image or an address, and who needs it: functions, `(router)`, `(builder)`. */
export interface NeededBy {
  readonly reference: string;
  readonly usedBy: readonly string[];
}

/**
 * The names that objects of one project are found by; `builder` is left out where no builder
 * container was asked for.
 */
export interface ProjectNames {
  readonly network: string;
  readonly router: string;
  readonly imagePrefix: string;
  readonly builder?: string | undefined;
}

/** One thing that is wrong in a project file. */
export interface ProjectFileProblem {
  readonly line?: number;
  readonly column?: number;
  /** What is wrong, with the path of keys to it. */
  readonly message: string;
  /** The known name that was probably meant. */
  readonly suggestion?: string;
}

/** The closed list of codes. */
export type ErrorCode = keyof ErrorFacts;

/** The one error class. `message` is for logs; what users read is made from `code` and `facts`. */
export class SmolfaasError<C extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'SmolfaasError';
  readonly code: C;
  readonly facts: ErrorFacts[C];

  constructor(code: C, facts: ErrorFacts[C], options?: { cause?: unknown }) {
    super(`${code} ${JSON.stringify(facts)}`, options);
    this.code = code;
    this.facts = facts;
  }
}

/** Narrows to one code; several copies of this module may be loaded, so it goes by name and not by class. */
export function isSmolfaasError<C extends ErrorCode>(error: unknown, code?: C): error is SmolfaasError<C> {
  if (!(error instanceof Error) || error.name !== 'SmolfaasError' || !('code' in error)) return false;
  return code === undefined || error.code === code;
}
