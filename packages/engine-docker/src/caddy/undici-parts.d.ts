/**
 * Types for the two files of undici that are loaded. Its index loads fetch, WebSockets, caches and more besides, which takes four times as
 * long as these, on every run of every command. The index would also make `request` a method of `Client`; without it, it is called on one.
 */
declare module 'undici/lib/dispatcher/client.js' {
  export { Client as default } from 'undici';
}

declare module 'undici/lib/api/api-request.js' {
  import type { Client, Dispatcher } from 'undici';
  export default function request(this: Client, options: Dispatcher.RequestOptions): Promise<Dispatcher.ResponseData>;
}
