/**
 * The `https://` source: one file, downloaded by the builder, in an otherwise empty directory.
 *
 * Without a checksum the builder queries the server at every solve whether the file changed (ETag,
 * Last-Modified). With a checksum it queries the server only while it lacks the file, and fails
 * when the file differs. Attribute keys: BuildKit solver/pb/attr.go.
 */
import { nonEmpty, PERMISSIONS, UINT32, wholeNumber } from '../checks.js';
import { LlbError } from '../errors.js';
import type { Vertex } from '../vertex.js';
import { sourceVertex } from './source.js';

/** Options of `http`. */
export interface HttpOptions {
  /** `sha256:…` of the file. */
  readonly checksum?: string;
  /** Name of the file in the directory; if left out, the name from the server or the URL. */
  readonly filename?: string;
  /** The file's mode, 0o600 by default. */
  readonly perm?: number;
  /** The file's owner, 0 by default. */
  readonly uid?: number;
  /** The file's group, 0 by default. */
  readonly gid?: number;
  /** Id of a secret with a whole Authorization header (BuildKit >= 0.21). */
  readonly authHeaderSecret?: string;
  /** Display name; BuildKit generates one by default. Not part of the digest. */
  readonly name?: string;
}

/**
 * The vertex of a file on a web server.
 * @throws LlbError `bad-option` for an invalid URL or checksum, or a mode or owner out of range
 */
export function httpVertex(url: string, options: HttpOptions): Vertex {
  const step = options.name ?? url;
  if (!/^https?:\/\/[^/\s]+/.test(url) || !URL.canParse(url)) {
    throw new LlbError('bad-option', `"${url}" is not an address like https://example.com/file`, { step });
  }
  const { checksum, filename, perm = 0, uid = 0, gid = 0, authHeaderSecret } = options;
  if (checksum !== undefined && !/^sha256:[0-9a-f]{64}$/.test(checksum)) {
    throw new LlbError('bad-option', `"${checksum}" is not a checksum like sha256:<64 hex digits>`, { step });
  }
  const mode = wholeNumber(perm, PERMISSIONS, 'perm', step) & 0o777;
  const attrs = {
    'http.checksum': checksum,
    'http.filename': filename === undefined ? undefined : nonEmpty(filename, 'the filename', step),
    'http.perm': mode === 0 ? undefined : `0${mode.toString(8)}`,
    'http.uid': unlessZero(wholeNumber(uid, UINT32, 'uid', step)),
    'http.gid': unlessZero(wholeNumber(gid, UINT32, 'gid', step)),
    'http.authheadersecret': authHeaderSecret,
  };
  const caps = ['source.http'];
  if (checksum !== undefined) caps.push('source.http.checksum');
  if (mode !== 0) caps.push('source.http.perm');
  // `soruce` is BuildKit's own spelling.
  if (uid !== 0 || gid !== 0) caps.push('soruce.http.uidgid');
  if (authHeaderSecret !== undefined) caps.push('source.http.auth');
  return sourceVertex(url, attrs, { name: options.name, caps });
}

/** 0 is the builder's default. BuildKit's own client leaves it out. */
const unlessZero = (id: number) => (id === 0 ? undefined : String(id));
