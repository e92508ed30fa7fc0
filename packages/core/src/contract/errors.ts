/**
 * Errors: a closed list of codes, each with the facts that its sentence needs.
 *
 * Core and the engine throw a code; the CLI owns the sentence, the hint and the exit code. Users of
 * the library therefore never see advice about flags, and every sentence exists only once.
 */
import type { Condition, RouterCondition } from './condition.js';
import type { ProbeResult } from './caddy-manager.js';
import type { Diagnosis } from './function-manager.js';
import type { ImageProblem } from './image-problem.js';
import type { FrontendNeed } from './runtime.js';
import type { SharedFault } from './shared.js';

/**
 * The facts of each code, grouped by what the error means for a run. Exit codes belong to the CLI;
 * they appear here for orientation.
 */
export interface ErrorFacts {
  // Usage and input: nothing was changed (exit 2).
  /** `searchedTo`: no directory from here up to this one, which is included, has a project. */
  'functions-dir-missing': { path: string; searchedTo?: string };
  'functions-dir-not-directory': { path: string };
  'functions-dir-unreadable': { path: string; errno: string };
  'unknown-function': { names: readonly string[]; known: readonly string[] };
  /** The path is longer than the system accepts; `flag` set it. */
  'path-too-long': { flag: string; length: number };
  'bad-flag': { flag: string; value: string; why: string };
  /**
   * The project file cannot be read, or does not match its schema. Each problem has its position;
   * lines and columns count from 1.
   */
  'project-file-unreadable': { path: string; errno: string };
  'project-file-invalid': { path: string; problems: readonly ProjectFileProblem[] };
  /**
   * The project file, if there is one, has no such profile. `source` is the flag or the variable
   * that names it.
   */
  'unknown-profile': { source: string; name: string; known: readonly string[]; path?: string };
  /** What the project file names for a container's environment, secrets or networks is missing. */
  'function-input-missing': { problems: readonly InputProblem[] };
  'force-with-names': { names: readonly string[] };
  /** Another project on this engine, whose directory exists, has this name. */
  'project-name-taken': { name: string; otherDir: string };
  /** The state database belongs to the functions in another directory, which exists. */
  'state-of-other-project': { path: string; functionsDir: string; otherDir: string };
  /** No project on this engine, or several, by this id, name or directory. */
  'unknown-project': { wanted: string; known: readonly { readonly id: string; readonly functionsDir: string }[] };
  'ambiguous-project': { wanted: string; matches: readonly { readonly id: string; readonly functionsDir: string }[] };
  /**
   * The lock file of images cannot be read or parsed. `up --locked` needs one that contains every
   * image it needs.
   */
  'lock-file-unreadable': { path: string; errno: string };
  'lock-file-invalid': { path: string; why: string };
  'lock-file-missing': { path: string };
  'lock-file-incomplete': { path: string; missing: readonly NeededBy[] };
  'lock-file-unwritable': { path: string; errno: string };
  /**
   * A file that is not a bundle, or an incomplete one. `bundle-other-platform`: its images are for
   * a platform other than the engine's.
   */
  'bundle-unusable': { path: string; why: string };
  'bundle-unwritable': { path: string; errno: string };
  'bundle-other-platform': { path: string; bundle: string; engine: string };
  /** Their current source has no image yet. */
  'functions-not-built': { functions: readonly string[] };
  'no-such-instance': { function: string; instance: number; running: readonly number[] };
  /** Neither its image has a shell, nor is there a router whose image could be used. */
  'no-shell': { function: string };
  'bad-runtime-id': { id: string; suggestion?: string };
  'folder-unusable': { path: string; why: string };

  // One function failed; the others continued (exit 1).
  'bad-function-name': { name: string; suggestion?: string };
  'function-name-too-long': { name: string; length: number; max: number };
  'function-link-outside': { name: string; target: string };
  'no-runtime': {
    function: string;
    lookedFor: readonly { runtime: string; globs: readonly string[]; hint?: string }[];
    /**
     * Files that show the language, each with the id of a runtime to try. None of these runtimes is
     * installed.
     */
    found: readonly { name: string; runtime: string }[];
    /** Source files of runtimes that were tried, without a file that they look for. */
    sources?: readonly { name: string; runtime: string }[];
    /** The runtime that last built it, if its package is no longer installed. */
    last?: { runtime: string; package: string };
    /**
     * Dockerfiles that no runtime detects, by name or place, if the Dockerfile runtime is
     * installed.
     */
    dockerfiles?: readonly string[];
    /** Files that a runtime recognises but cannot build from, with a hint. */
    unsupported: readonly { name: string; runtime: string; hint: string }[];
    /** Packages that the project needs and that are not installed, as `name` or `name@range`. */
    missing: readonly string[];
    /** The project file names the only runtime that was tried. */
    chosen: boolean;
  };
  /** `package` provided the runtime when it last built this function. */
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
  /** A path of the setting `shared`; `other` is the path of the list that it overlaps. */
  'shared-unusable': { function: string; path: string; fault: SharedFault; other?: string };
  /** The runtime does not place shared directories. */
  'shared-unsupported': { function: string; runtime: string; known: readonly string[] };
  'source-special-file': { function: string; path: string; kind: string };
  'source-unreadable': { function: string; path: string; errno: string };
  'source-bad-name': { function: string; path: string };
  'source-changed': { function: string; path: string };
  /**
   * More bytes or files than the settings allow; `found` is a lower bound. `largest` lists some of
   * the largest files, or of the directories with the most files.
   */
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
  /** The user's settings for a tool cannot be used as they are, in the words of its runtime. */
  'host-setting-refused': { function: string; runtime: string; setting: string; message: string; hint: string };
  /** `paths` and `variables` as the manifest declares them. */
  'host-setting-missing': {
    function: string;
    runtime: string;
    setting: string;
    about: string;
    paths: readonly string[];
    variables: readonly string[];
  };
  'build-step-failed': {
    function: string;
    step: string;
    exitCode?: number;
    /** Its output; of a long one, the lines that show why it failed, and the last ones. */
    log: readonly string[];
    /** Where lines of its output are left out. */
    gaps?: readonly LogGap[];
    /** The runtime's hint for failures with such output. */
    hint?: string;
  };
  /**
   * `ofBuilder`: the builder failed, or the transfer of its result to the engine; the source is not
   * at fault.
   */
  'build-failed': { function: string; message: string; hint?: string; ofBuilder?: true };
  /**
   * A secret that the project file defines by a variable or by a file. `why` is an errno or a few
   * words.
   */
  'build-secret-missing': { function: string; id: string; env?: string; path?: string; why: string };
  /**
   * A step that is visible only in the graph, such as a trigger of a base image, requests
   * privileges outside the sandbox.
   */
  'build-step-privileged': { function: string; wants: 'network' | 'capabilities' };
  /** Lines of the Dockerfile at `path` for which the builder's frontend is too old. */
  'dockerfile-needs-frontend': { function: string; path: string; needs: readonly FrontendNeed[] };
  'build-timeout': { function: string; seconds: number; step?: string };
  /** Includes the runtime's hint about the image name. */
  'base-image-missing': { function: string; hint?: string } & ImageProblem;
  /**
   * The daemon in the container ended during a build. It is restarted when there is something to
   * build.
   */
  'builder-stopped': { function: string; name: string; exitCode?: number; oomKilled: boolean };
  'container-failed': { function: string; message: string };
  /**
   * `seconds`: how long SmolFaaS waited, at least 1. `hint`: the runtime's, if it knows this
   * output.
   */
  'not-ready': {
    function: string;
    seconds: number;
    diagnosis: Diagnosis;
    lastProbe: ProbeResult;
    hint?: string;
    /** The port that it should listen on; 8000 if absent. */
    port?: number;
  };
  /**
   * `wanted`: the first digits of a content hash. `serving`: what clients receive instead, if
   * anything.
   */
  'version-not-serving': {
    function: string;
    wanted: string;
    seconds: number;
    serving?: { readonly contentHash: string; readonly generation: number };
  };
  'nothing-left': { deployed: readonly string[]; functionsDir: string };

  // The environment (exit 3). Exception: after a rejected configuration the old routes still
  // serve (exit 1).
  'engine-not-found': { tried: readonly string[] };
  'engine-unreachable': { endpoint: string; message: string };
  'engine-permission': { endpoint: string };
  'engine-hangs': { endpoint: string; call: string; seconds: number };
  'engine-died': { endpoint: string; call: string };
  'engine-too-old': { version: string; apiVersion: string; minimum: string };
  'engine-no-buildkit': { endpoint: string; message: string };
  /** A builder behind an address that the user configured. */
  'builder-unreachable': { address: string; message: string };
  /**
   * No way to run it works on this host; `message` gives the reason for each one that was tried.
   */
  'builder-failed': { name: string; message: string; log: readonly string[] };
  'builder-image-missing': ImageProblem;
  'engine-error': { call: string; status: number; message: string };
  'foreign-object': { kind: 'container' | 'network' | 'volume' | 'image'; name: string; id: string };
  /** `gone`: the id of the other project, when `otherDir` no longer exists on this machine. */
  'project-conflict': { functionsDir: string; otherDir: string; object: string; gone?: string };
  'port-taken': { port: number; address: string; process?: string; pid?: number; container?: string };
  'port-forbidden': { port: number; address: string };
  'router-failed': { name: string; message: string; log: readonly string[] };
  'router-image-missing': ImageProblem;
  'image-pull-failed': ImageProblem;
  /** A login is configured but not available: a credential helper is missing, fails or hangs. */
  'registry-login-failed': { registry: string; helper: string; config: string; message: string };
  'router-rejected-config': { message: string };
  'router-unreachable': { name: string; message: string };
  /** Without a network these are not available; each with what needs it. */
  'images-missing': { missing: readonly NeededBy[] };
  /**
   * Under this name the engine has an image other than the locked one. `locked` and `present` are
   * digests or ids.
   */
  'image-not-the-locked': {
    differing: readonly (NeededBy & { locked: string; present: string | undefined })[];
    path: string;
  };
  /** The limit that the user set for the whole run. `unfinished` had not answered yet, sorted. */
  'run-timeout': { seconds: number; unfinished: readonly string[] };
  'state-unwritable': { path: string; errno: string };
  'state-newer': { path: string; version: number; supported: number };
  /** `volume` holds the cache of the builder container; absent for other builders. */
  'disk-full': { where: string; message: string; volume?: string };
  /** No blockers: the engine refuses although it reports nothing that uses the object. */
  'removal-blocked': { kind: 'container' | 'network' | 'volume' | 'image'; name: string; blockers: readonly string[] };

  /**
   * A call of a function, or a command in its container, and it does not serve. The exit code is
   * that of its last process, if it is known and not 0.
   */
  'function-not-running': { function: string; condition: Condition; exitCode?: number };
  /** The router has never run, so it has no root certificate that clients could trust. */
  'router-not-running': { name: string; condition: RouterCondition };
  /** No answer of a function: `phase` is what failed, `why` is in the words of the system. */
  'call-failed': { url: string; phase: 'connect' | 'tls' | 'answer' | 'body'; why: string };

  // Another run or program (exit 4), and an interrupt by the user (exit 130 or 143).
  locked: { pid: number; verb: string; since: number };
  /**
   * Another program has the database or its lock open and keeps it open. `holders` lists those that
   * SmolFaaS could find.
   */
  'state-busy': { path: string; holders: readonly { readonly pid: number; readonly program?: string }[] };
  interrupted: { signal: string };
}

/** Lines left out of an output: this many, before the line of this index. */
export interface LogGap {
  readonly before: number;
  readonly lines: number;
}

/**
 * Something that is needed, an image or an address, and what needs it: functions, `(router)`,
 * `(builder)`.
 */
export interface NeededBy {
  readonly reference: string;
  readonly usedBy: readonly string[];
}

/**
 * The names by which objects of one project are found; `builder` is absent when no builder
 * container was requested.
 */
export interface ProjectNames {
  readonly network: string;
  readonly router: string;
  readonly imagePrefix: string;
  readonly builder?: string | undefined;
}

/** One input of a function that cannot be read. It contains names only, no values. */
export interface InputProblem {
  readonly function: string;
  /** Path of keys below the function: `env.TOKEN`. */
  readonly setting: string;
  /** One sentence without its subject, which is the setting. */
  readonly why: InputFault;
  /** Last lines that a failed command wrote to its standard error. */
  readonly output?: readonly string[];
}

/** Why an input cannot be read. */
export type InputFault =
  | { readonly code: 'variable-unset'; readonly variable: string }
  | { readonly code: 'variable-reserved'; readonly variable: string }
  | { readonly code: 'variable-twice'; readonly variable: string }
  | { readonly code: 'file-unreadable'; readonly path: string; readonly errno: string }
  | { readonly code: 'empty' }
  | { readonly code: 'too-large'; readonly limitBytes: number }
  /** A variable cannot contain a zero byte, or bytes that are not UTF-8. */
  | { readonly code: 'not-text' }
  | { readonly code: 'command-missing'; readonly command: string; readonly errno: string }
  | { readonly code: 'command-failed'; readonly command: string; readonly exitCode?: number; readonly signal?: string }
  | { readonly code: 'command-timeout'; readonly command: string; readonly seconds: number }
  | { readonly code: 'network-missing'; readonly network: string };

/** One problem in a project file. */
export interface ProjectFileProblem {
  readonly line?: number;
  readonly column?: number;
  /** What is wrong, with the path of keys that leads to it. */
  readonly message: string;
  /** The known name that the user probably meant. */
  readonly suggestion?: string;
}

/** The closed list of codes. */
export type ErrorCode = keyof ErrorFacts;

/**
 * The only error class. `message` is for logs; the CLI builds the text for users from `code` and
 * `facts`.
 */
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

/**
 * Narrows to one code. Compares the name, not the class, because several copies of this module may
 * be loaded.
 */
export function isSmolfaasError<C extends ErrorCode>(error: unknown, code?: C): error is SmolfaasError<C> {
  if (!(error instanceof Error) || error.name !== 'SmolfaasError' || !('code' in error)) return false;
  return code === undefined || error.code === code;
}
