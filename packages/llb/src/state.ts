/**
 * State: how a recipe describes a build. A state is a filesystem that will exist once the steps
 * before it have run.
 *
 *   image('node:24') ──run(['npm','ci'])──▶ Exec ──.root──▶ State ──file([copy(…)])──▶ State
 *   State ──marshal──▶ bytes
 *
 * States are immutable: every verb returns a new state that points at the old one's vertex. So any
 * state may be kept, branched and merged, and what two branches share is one step in the result. A
 * verb only checks its arguments: it uses no builder, network or disk. After:
 * definition/marshal.ts.
 */
import { LlbError } from './errors.js';
import { type ExecStep, execStep, type RunOptions } from './ops/exec.js';
import { fileVertex } from './ops/file.js';
import type { FileAction } from './ops/file-actions.js';
import { type GitOptions, gitVertex } from './ops/git.js';
import { type HttpOptions, httpVertex } from './ops/http.js';
import { type ImageOptions, imageVertex } from './ops/image.js';
import { type LocalOptions, localVertex } from './ops/local.js';
import { diffOutput, mergeOutput } from './ops/merge-diff.js';
import { type OciLayoutOptions, ociLayoutVertex } from './ops/oci-layout.js';
import { cleanPath } from './checks.js';
import type { Filesystem, Output } from './vertex.js';

/**
 * A filesystem that a build will produce. Made by {@link image}, {@link local}, {@link git}, {@link
 * http}, {@link ociLayout}, {@link scratch} and the verbs.
 */
export class State implements Filesystem {
  /** The step that makes it; undefined for scratch. */
  readonly output: Output | undefined;

  constructor(output: Output | undefined) {
    this.output = output;
    Object.freeze(this);
  }

  /**
   * Runs a process on this filesystem. `args` is not a shell line; the environment is exactly
   * `options.env`.
   * @throws LlbError `bad-option`, `bad-path`, `duplicate-mount`
   */
  run(args: readonly string[], options: RunOptions = {}): Exec {
    return new Exec(execStep(this, args, options), options.name ?? args.join(' '));
  }

  /**
   * Changes files without running a process; all actions together are one step and one layer.
   * @throws LlbError `bad-option`, `bad-path`
   */
  file(actions: readonly FileAction[], options: { readonly name?: string } = {}): State {
    return new State({ vertex: fileVertex(this, actions, options), index: 0 });
  }
}

/** A process that the build will run: one step with several results. */
export class Exec {
  readonly #step: ExecStep;
  readonly #label: string;

  constructor(step: ExecStep, label: string) {
    this.#step = step;
    this.#label = label;
  }

  /** The root filesystem with the process's changes. */
  get root(): State {
    return this.mount('/');
  }

  /**
   * What the process left in a writable bind mount.
   * @throws LlbError `unknown-mount` if `dest` has no mount, or the mount has no output
   */
  mount(dest: string): State {
    const { vertex, outputs } = this.#step;
    const path = cleanPath(dest, 'a mount destination', this.#label);
    const index = outputs.get(path);
    if (index !== undefined) return new State({ vertex, index });
    const why = outputs.has(path)
      ? `the mount at "${path}" has no result; only a writable bind mount without discard has one`
      : `no mount at "${path}"; there are ${[...outputs.keys()].join(', ')}`;
    throw new LlbError('unknown-mount', why, { step: this.#label });
  }
}

/**
 * The files of an image, e.g. `image('node:24')`. A short reference is written out in full.
 * @throws LlbError `bad-reference`
 */
export function image(ref: string, options: ImageOptions = {}): State {
  return new State({ vertex: imageVertex(ref, options), index: 0 });
}

/**
 * The image that a table of references has under a key. A runtime receives its base images as such
 * a table: `imageOf(input.bases, 'node')`.
 * @throws LlbError `bad-reference`, also when the table has no such key
 */
export function imageOf(references: Readonly<Record<string, string>>, key: string, options: ImageOptions = {}): State {
  const ref = Object.hasOwn(references, key) ? references[key] : undefined;
  if (ref !== undefined) return image(ref, options);
  const keys = Object.keys(references).join(', ') || 'none';
  throw new LlbError('bad-reference', `there is no image for "${key}"; there are: ${keys}`);
}

/**
 * Files that the client sends during the build. `name` is a key that the client's session maps to a
 * directory.
 * @throws LlbError `bad-option`
 */
export function local(name: string, options: LocalOptions = {}): State {
  return new State({ vertex: localVertex(name, options), index: 0 });
}

/**
 * The files of a git repository, e.g.
 * `git('https://github.com/moby/buildkit.git', { ref: 'v0.25.2' })`; also `git@host:path` and
 * `ssh://…`.
 * @throws LlbError `bad-option`
 */
export function git(url: string, options: GitOptions = {}): State {
  return new State({ vertex: gitVertex(url, options), index: 0 });
}

/**
 * A file from a web server, alone in a directory.
 * @throws LlbError `bad-option`
 */
export function http(url: string, options: HttpOptions = {}): State {
  return new State({ vertex: httpVertex(url, options), index: 0 });
}

/**
 * The files of an image that the client serves, `name/of/image@sha256:…` (BuildKit >= 0.11, not in
 * Docker Engine).
 * @throws LlbError `bad-reference`
 */
export function ociLayout(ref: string, options: OciLayoutOptions = {}): State {
  return new State({ vertex: ociLayoutVertex(ref, options), index: 0 });
}

/**
 * All states on top of each other, the last one uppermost, without a copy. The builder must have
 * the feature `mergeop`.
 */
export function merge(states: readonly Filesystem[], options: { readonly name?: string } = {}): State {
  return new State(mergeOutput(states, options.name));
}

/**
 * The changes from `lower` to `upper`, as a layer to merge elsewhere. The builder must have the
 * feature `diffop`.
 */
export function diff(lower: Filesystem, upper: Filesystem, options: { readonly name?: string } = {}): State {
  return new State(diffOutput(lower, upper, options.name));
}

/**
 * The empty filesystem. It is not a step: it costs nothing and cannot be the result of a build by
 * itself.
 */
export function scratch(): State {
  return new State(undefined);
}
