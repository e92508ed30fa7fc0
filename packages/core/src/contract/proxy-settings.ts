/**
 * The proxies of a host. A file of its own, because settings hold them, and so does what a builder is started with, which settings name as
 * well.
 */

/** Proxies in the sense of `HTTP_PROXY` and its relatives. */
export interface ProxySettings {
  readonly http?: string;
  readonly https?: string;
  readonly ftp?: string;
  readonly no?: string;
  readonly all?: string;
}
