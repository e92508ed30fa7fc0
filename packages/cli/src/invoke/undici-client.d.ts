/**
 * undici declares no types for its single files. The version is pinned and bundled, so a file that
 * moves is noticed when the bundle is built.
 */
declare module 'undici/lib/dispatcher/client.js' {
  import { Client } from 'undici';
  export default Client;
}

declare module 'undici/lib/api/api-request.js' {
  import type { Dispatcher } from 'undici';
  /** The method `request` of a dispatcher, which undici's main file adds to all of them. */
  export default function request(
    this: Dispatcher,
    options: Dispatcher.RequestOptions,
  ): Promise<Dispatcher.ResponseData>;
}
