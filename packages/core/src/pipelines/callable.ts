/**
 * For clients of functions (`invoke`, `env`, `run`): whom they must trust, and why a function
 * cannot be called. Like `ps`, it changes nothing and takes no lock.
 */
import { SmolfaasError } from '../contract/errors.js';
import type { PipelineContext } from '../contract/pipeline.js';
import type { RouterCondition } from '../contract/condition.js';
import type { FunctionStatus } from '../contract/status.js';
import { look } from './ps.js';

/** What clients need to know about the router, and the functions that it leads to. */
export interface Callable {
  /** PEM text of the root certificate that the router's certificates are signed with. */
  readonly root: string;
  /** All functions of the project, also those that do not run. */
  readonly functions: readonly FunctionStatus[];
  /** The machine that the router runs on, if it is not this one. */
  readonly remoteHost?: string;
}

/**
 * @param names functions that must exist; none: all
 * @throws unknown-function; router-not-running when it has never run; functions-dir-*, engine-*
 */
export async function callable(given: PipelineContext, names: readonly string[]): Promise<Callable> {
  const context = { ...given, emit: () => undefined };
  const { outcome, observation } = await look(context, { names }, { probes: false });
  const container = observation?.router.container;
  const root = container && (await context.engine.router.rootCertificate(container, context.signal));
  if (root === undefined) throw notRunning(context, outcome.router);
  const remoteHost = observation?.observed.engine.remoteHost;
  return { root, functions: outcome.functions, ...(remoteHost !== undefined && { remoteHost }) };
}

/**
 * Why one function cannot be called.
 * @returns undefined when nothing shows a reason
 * @throws unknown-function, functions-dir-*, engine-*
 */
export async function whyNotCallable(given: PipelineContext, fn: string): Promise<SmolfaasError | undefined> {
  const context = { ...given, emit: () => undefined };
  const { functions, router } = (await look(context, { names: [fn] }, { probes: false })).outcome;
  const [status] = functions;
  if (status?.condition !== 'running') return functionNotRunning(fn, status);
  return router === 'running' ? undefined : notRunning(context, router);
}

/** @param status undefined for a function that has only a directory */
export function functionNotRunning(fn: string, status: FunctionStatus | undefined): SmolfaasError {
  const { condition = 'not-deployed', exitCode } = status ?? {};
  return new SmolfaasError('function-not-running', {
    function: fn,
    condition,
    ...(exitCode !== undefined && exitCode !== 0 && { exitCode }),
  });
}

const notRunning = ({ settings }: PipelineContext, condition: RouterCondition): SmolfaasError =>
  new SmolfaasError('router-not-running', { name: settings.caddyName, condition });
