/**
 * `smolfaas exec`: runs a command in a container of a function that runs.
 *
 *     find the container -> find its shell, if no command is named -> run -> the caller reads
 *                               none: a container beside it, made from the router's image
 *
 * A static image has no shell. The router's image has one and is always there, so nothing is
 * pulled. The container beside shares processes and network, so the function's files are in
 * /proc/1/root.
 *
 * Invariant: it takes no lock and changes no container. The one beside is removed afterwards, also
 * after an abort.
 */
import { SmolfaasError } from '../contract/errors.js';
import { LABEL } from '../contract/labels.js';
import type { ObservedContainer } from '../contract/observed.js';
import type { PipelineContext } from '../contract/pipeline.js';
import type { ExecRequest, Execution } from '../contract/shell-manager.js';
import { instanceOf, runningContainers } from '../observed/function-containers.js';
import { observeProject } from '../observed/observe-project.js';
import type { Observation } from '../observed/observed-project.js';
import { findProjectDirectory } from '../observed/project-directory.js';
import { requireKnown } from '../retire/known-functions.js';
import { functionNotRunning } from './callable.js';
import { look } from './ps.js';

/** How long removing the container beside may take, in milliseconds. */
const REMOVE_MS = 5000;

/** What to run where. */
export interface ExecOrder extends ExecRequest {
  readonly function: string;
  /** Its number, from 1; undefined: the first that runs. */
  readonly instance?: number;
  /** Runs it in a container beside the function's, whatever the function's image has. */
  readonly beside: boolean;
}

/** Where the command runs. */
export interface ExecPlace {
  readonly function: string;
  readonly instance: number;
  /** In a container beside the function's. */
  readonly beside: boolean;
}

/**
 * Runs the command, or a shell when `command` is empty. `use` reads its output and returns the
 * result; the command is ended when the signal aborts.
 * @throws unknown-function, function-not-running, no-such-instance, no-shell, engine-*, interrupted
 */
export async function exec<T>(
  given: PipelineContext,
  order: ExecOrder,
  use: (execution: Execution, place: ExecPlace) => Promise<T>,
): Promise<T> {
  const context = { ...given, emit: () => undefined };
  const { engine, signal } = context;
  const directory = await findProjectDirectory(context);
  const observation = await observeProject(context, directory);
  const recorded = directory.recorded?.generations ?? [];
  requireKnown([order.function], directory.functions, recorded, observation ? [observation] : []);
  const { function: fn, instance: wanted, beside, command, ...request } = order;
  const [first, ...others] = (observation && runningContainers(observation).get(fn)?.current?.instances) ?? [];
  if (first === undefined) {
    const { outcome } = await look(context, { names: [fn] }, { probes: false });
    throw functionNotRunning(fn, outcome.functions[0]);
  }
  const container = chosenInstance([first, ...others], fn, wanted);
  const instance = instanceOf(container);
  const shell = command.length > 0 || beside ? undefined : await engine.shells.find(container.id, signal);
  if (beside || (command.length === 0 && shell === undefined)) {
    const id = await startBeside(observation, container, fn);
    try {
      const argv = command.length > 0 ? command : ['sh'];
      const execution = await engine.shells.run(id, { ...request, command: argv }, signal);
      return await use(execution, { function: fn, instance, beside: true });
    } finally {
      await engine.functions.remove(id, 0, AbortSignal.timeout(REMOVE_MS)).catch(() => undefined);
    }
  }
  const argv = shell === undefined ? command : [shell];
  const execution = await engine.shells.run(container.id, { ...request, command: argv }, signal);
  return await use(execution, { function: fn, instance, beside: false });
}

/** @throws no-such-instance */
function chosenInstance(
  running: readonly [ObservedContainer, ...ObservedContainer[]],
  fn: string,
  wanted: number | undefined,
): ObservedContainer {
  const chosen = wanted === undefined ? running[0] : running.find((one) => instanceOf(one) === wanted);
  if (chosen !== undefined) return chosen;
  throw new SmolfaasError('no-such-instance', {
    function: fn,
    instance: wanted ?? 1,
    running: running.map(instanceOf),
  });
}

/** @throws no-shell without a router, whose image it would have */
async function startBeside(
  observation: Observation | undefined,
  container: ObservedContainer,
  fn: string,
): Promise<string> {
  const image = observation?.router.container?.imageId;
  if (observation === undefined || image === undefined) throw new SmolfaasError('no-shell', { function: fn });
  const labels = { [LABEL.project]: observation.project.id, [LABEL.role]: 'debug' };
  const { engine, signal } = observation.context;
  return (await engine.shells.startBeside(container.id, image, labels, signal)).id;
}
