/**
 * Conditions: how a function or the router is, in one word. Errors and the status of functions
 * share them.
 */

/**
 * | condition | the function |
 * |---|---|
 * | `running` | answers, as far as SmolFaaS looked |
 * | `starting` | has a container that does not serve yet, while a run is in progress |
 * | `not-answering` | runs, but does not answer a request |
 * | `not-routed` | runs, but the router does not lead to it |
 * | `crashed` | ended without being stopped, or ends again and again |
 * | `paused` | is paused in the engine |
 * | `stopped` | was deployed, and has no container that runs |
 * | `not-deployed` | has a directory only |
 */
export type Condition =
  | 'running'
  | 'starting'
  | 'not-answering'
  | 'not-routed'
  | 'crashed'
  | 'paused'
  | 'stopped'
  | 'not-deployed';

/** `none`: there is no router container. */
export type RouterCondition = 'running' | 'not-answering' | 'stopped' | 'none';
