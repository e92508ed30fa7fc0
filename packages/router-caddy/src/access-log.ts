/**
 * The router's access log: one JSON line for each request that a function was given, in a file of
 * the router's volume (docs/decisions/0070-logs.md says why there).
 *
 *   config      Caddy writes /data/access/access.log, and begins a new file after 5 MiB; 2 are kept
 *   command     `tail` prints the last lines of it, and with `follow` those that come
 *   line        a line of it as a value
 *
 * Invariants:
 *  1. Headers never get into the file: they carry credentials. Of a query, the values of parameters
 *     with usual names for credentials are replaced.
 *  2. The cost is bounded: of more than MOST requests in a second, only every hundredth is logged.
 *
 * Gotcha: `log_append` evaluates its value after the function has answered. So the version is known.
 */
import { type AccessEntry, timeText } from '@smolfaas/core';
import { DATA_DIR } from './container-layout.js';
import { at, textAt } from './json-path.js';
import { VERSION_HEADER } from './version-header.js';

const LOGGER = 'functions';
const FOLDER = `${DATA_DIR}/access`;
const FILE = `${FOLDER}/access.log`;

/** Requests per second that are all logged. */
const MOST = 1000;

/** Names of parameters whose values are credentials, as RFC 6749, S3 and common services use them. */
const SECRET_PARAMETERS =
  'access_token|id_token|refresh_token|token|client_secret|secret|api_?key|key|password|passwd|pwd|code|sig|signature|x-amz-signature|x-amz-security-token|auth';

/** `logs` of the server whose requests are logged. */
export const ACCESS_LOGS = { default_logger_name: LOGGER };

/** The entry of Caddy's `logging.logs`; other logs exclude its namespace. */
export const ACCESS_NAMESPACE = `http.log.access.${LOGGER}`;
export const ACCESS_LOG = {
  level: 'INFO',
  include: [ACCESS_NAMESPACE],
  writer: { output: 'file', filename: FILE, mode: '0600', roll_size_mb: 5, roll_keep: 1, roll_gzip: false },
  encoder: {
    format: 'filter',
    wrap: { format: 'json' },
    fields: {
      'request>headers': { filter: 'delete' },
      'request>tls': { filter: 'delete' },
      resp_headers: { filter: 'delete' },
      'request>uri': {
        filter: 'regexp',
        regexp: `(?i)([?&](?:${SECRET_PARAMETERS})=)[^&]*`,
        value: '${1}***',
      },
    },
  },
  sampling: { interval: 1_000_000_000, first: MOST, thereafter: 100 },
};

/**
 * Handlers that name the function and its version in the entry; in front of the proxy.
 * @param fn the function's name, as Caddy's placeholder
 */
export function accessFields(fn: string): readonly object[] {
  return [
    { handler: 'log_append', key: 'function', value: fn },
    { handler: 'log_append', key: 'version', value: `{http.response.header.${VERSION_HEADER}}` },
  ];
}

/**
 * The command that prints the last lines. It ends with its input, so it does not outlive a reader
 * that has left.
 */
export function requestsCommand({
  tail,
  follow,
}: {
  readonly tail: number;
  readonly follow: boolean;
}): readonly string[] {
  const script = follow ? FOLLOW : `cat ${FOLDER}/access-*.log ${FILE} 2>/dev/null | tail -n "$1"`;
  return ['sh', '-c', script, 'sh', String(tail)];
}

const FOLLOW = `mkdir -p ${FOLDER}; [ -e ${FILE} ] || : > ${FILE}
tail -n "$1" -F ${FILE} 2>/dev/null &
cat > /dev/null
kill $!`;

/** The request of one line; undefined for one that no function was given. Pure. */
export function requestIn(line: string): AccessEntry | undefined {
  let entry: unknown;
  try {
    entry = JSON.parse(line);
  } catch {
    return undefined; // cut off by the beginning of `tail` or of a new file
  }
  const text = (...path: readonly string[]) => textAt(entry, ...path);
  const number = (name: string) => Number(at(entry, name) ?? 0);
  const fn = text('function');
  if (fn === '' || fn.startsWith('{')) return undefined;
  const version = text('version');
  return {
    type: 'access',
    function: fn,
    time: timeText(number('ts') * 1000),
    method: text('request', 'method'),
    target: text('request', 'uri'),
    status: number('status'),
    ms: Math.round(number('duration') * 1e6) / 1000,
    bytes: number('size'),
    ...(/^\w+-g\d+$/.test(version) && { version }),
  };
}
