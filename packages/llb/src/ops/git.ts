/**
 * The `git://` source: the files of a commit, fetched by the builder.
 *
 *   git://github.com/moby/buildkit.git#v0.25.2:docs   host, path, ref, directory; no protocol,
 *                                                     so that all protocols share the cache
 *   git.fullurl                                       where from: https://…, ssh://…, git@host:path
 *   git.authtokensecret, git.authheadersecret         ids of secrets; none of them has to exist
 *   git.mountsshsock, git.knownsshhosts               only over SSH
 *
 * Attribute keys: BuildKit solver/pb/attr.go.
 * Gotchas:
 *   1. The names of the two secrets are part of the op. BuildKit's own client always writes its
 *      usual names, so this file does, too.
 *   2. BuildKit resolves a branch or tag at every solve. A commit, or `checksum`, pins it.
 */
import { posix } from 'node:path';
import { nonEmpty } from '../checks.js';
import { LlbError } from '../errors.js';
import type { Vertex } from '../vertex.js';
import { sourceVertex } from './source.js';

/** Options of `git`. */
export interface GitOptions {
  /** Branch, tag or commit; if left out, the repository's default branch. */
  readonly ref?: string;
  /** Only this directory of the repository becomes the root (BuildKit >= 0.10). */
  readonly subdir?: string;
  /** Keep `.git`. */
  readonly keepGitDir?: boolean;
  /**
   * The commit that `ref` must resolve to: 40 hex digits or a prefix of them (BuildKit >= 0.22).
   */
  readonly checksum?: string;
  /** Leave submodules out (BuildKit >= 0.25). */
  readonly skipSubmodules?: boolean;
  /** Id of a secret with a token for HTTPS; `GIT_AUTH_TOKEN` by default. */
  readonly authTokenSecret?: string;
  /** Id of a secret with a whole Authorization header for HTTPS; `GIT_AUTH_HEADER` by default. */
  readonly authHeaderSecret?: string;
  /** Lines as in SSH's known_hosts. Over SSH the builder refuses a host that is not listed. */
  readonly knownSshHosts?: string;
  /** Id of the SSH agent, `default` by default. */
  readonly sshAgent?: string;
  /** Display name; BuildKit generates one by default. Not part of the digest. */
  readonly name?: string;
}

/** Features that an option needs in addition to those of every git source. */
const CAPS: readonly (readonly [keyof GitOptions, string])[] = [
  ['subdir', 'source.git.subdir'],
  ['keepGitDir', 'source.git.keepgitdir'],
  ['checksum', 'source.git.checksum'],
  ['skipSubmodules', 'source.git.skipsubmodules'],
  ['authTokenSecret', 'source.git.httpauth'],
  ['authHeaderSecret', 'source.git.httpauth'],
];

/**
 * The vertex of a repository.
 * @throws LlbError `bad-option` for a URL that git cannot fetch, or one with a `#` or `?`
 */
export function gitVertex(url: string, options: GitOptions): Vertex {
  const step = options.name ?? `git ${url}`;
  const remote = parseRemote(url, step);
  const { ref = '', subdir = '', authTokenSecret = 'GIT_AUTH_TOKEN', authHeaderSecret = 'GIT_AUTH_HEADER' } = options;
  const known = options.knownSshHosts?.replace(/\n?$/, '\n');
  const attrs = {
    'git.keepgitdir': options.keepGitDir ? 'true' : undefined,
    'git.fullurl': remote.url,
    'git.authtokensecret': nonEmpty(authTokenSecret, 'the id of the token', step),
    'git.authheadersecret': nonEmpty(authHeaderSecret, 'the id of the header', step),
    'git.knownsshhosts': remote.ssh ? known : undefined,
    'git.mountsshsock': remote.ssh ? (options.sshAgent ?? 'default') : undefined,
    'git.checksum': options.checksum,
    'git.skipsubmodules': options.skipSubmodules ? 'true' : undefined,
  };
  const fragment = ref === '' && subdir === '' ? '' : `#${ref}${subdir === '' ? '' : `:${subdir}`}`;
  const wanted = CAPS.filter(([option]) => options[option] !== undefined && options[option] !== false);
  const caps = ['source.git', 'source.git.fullurl', ...wanted.map(([, cap]) => cap)];
  if (remote.ssh) caps.push('source.git.knownsshhosts', 'source.git.mountsshsock');
  return sourceVertex(`git://${remote.host}${remote.path}${fragment}`, attrs, { name: options.name, caps });
}

interface Remote {
  readonly url: string;
  readonly host: string;
  readonly path: string;
  readonly ssh: boolean;
}

const URL_STYLE = /^(?<scheme>https?|ssh|git):\/\/(?:[^@/]*@)?(?<host>[^/@]+)(?<path>\/.*)?$/;
const SCP_STYLE = /^[\w-]+@(?<host>[A-Za-z0-9.-]+):(?<path>.+)$/;

/** The three spellings: `https://host/path`, `user@host:path`, and `host/path`, which is HTTPS. */
function parseRemote(url: string, step: string): Remote {
  if (/[#?\s\0]/.test(url)) {
    throw new LlbError('bad-option', `"${url}" has a fragment, a query or white space; say ref and subdir as options`, {
      step,
    });
  }
  const withScheme = /^[A-Za-z0-9+.-]+:\/\//.test(url) || SCP_STYLE.test(url) ? url : `https://${url}`;
  const parts = (URL_STYLE.exec(withScheme) ?? SCP_STYLE.exec(withScheme))?.groups;
  if (parts?.['host'] === undefined) {
    throw new LlbError(
      'bad-option',
      `"${url}" is no address of a git repository; write https://…, ssh://… or git@host:path`,
      {
        step,
      },
    );
  }
  const scheme = parts['scheme'] ?? 'ssh';
  const path = posix.join('/', parts['path'] ?? '').replace(/(?<=.)\/$/, '');
  return { url: withScheme, host: parts['host'], path, ssh: scheme === 'ssh' };
}
