/**
 * The proxies of a host.
 * A separate file, because `settings.ts` and `buildkit-manager.ts` both use it, and the first
 * imports the second.
 */

/** Proxies as in `HTTP_PROXY` and the related variables. */
export interface ProxySettings {
  readonly http?: string;
  readonly https?: string;
  readonly ftp?: string;
  readonly no?: string;
  readonly all?: string;
}
