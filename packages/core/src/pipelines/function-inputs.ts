/**
 * What functions receive from this host besides their source, as `up` and `check` read it
 * (source/given/).
 *
 * `up` refuses to begin if anything is missing, for whatever function of the run: nothing has
 * started yet, so nothing is half changed. `check` reports it as a finding of that function.
 */
import type { PipelineContext } from '../contract/pipeline.js';
import type { StateStore } from '../contract/state-store.js';
import { reservedVariables } from '../desired/function-settings.js';
import { readEnvironments } from '../source/given/environment.js';
import type { FunctionInputs, ReadInputs } from '../source/given/given.js';
import { refuseProblems, withInputs, withoutProblems } from '../source/given/inputs.js';
import type { Sources } from '../source/read-sources.js';

/** A new key of digests consists of this many tokens of 48 bits. */
const KEY_TOKENS = 6;

/**
 * The sources with all inputs of their functions. The code that reads secrets is imported only if
 * there are any.
 * @throws function-input-missing; the signal's reason
 */
export async function withAllInputs(sources: Sources, context: PipelineContext, store: StateStore): Promise<Sources> {
  const { values: environments, problems } = environmentsOf(sources, context);
  const requests = [...sources.functions.values()];
  const hasSecrets = requests.some(({ choice: { secrets = {} } }) => Object.keys(secrets).length > 0);
  const read = hasSecrets ? await import('../source/given/secrets.js') : undefined;
  const secrets = await read?.readSecrets(requests, digestKey(store, context), context);
  refuseProblems([...problems, ...(secrets?.problems ?? [])]);
  const inputs = [...environments].map(([fn, env]): [string, FunctionInputs] => [
    fn,
    { env, secrets: secrets?.values.get(fn) ?? [] },
  ]);
  return withInputs(sources, new Map(inputs));
}

/** For `check`: the sources with their variables. A function with a problem counts as unusable. */
export function withEnvironments(sources: Sources, context: PipelineContext): Sources {
  const { values, problems } = environmentsOf(sources, context);
  const inputs = new Map([...values].map(([fn, env]) => [fn, { env }]));
  return withoutProblems(withInputs(sources, inputs), problems);
}

/** Passwords in variables are hidden from all output: a function may print its environment. */
function environmentsOf(
  { functions }: Sources,
  { settings, onSecrets }: PipelineContext,
): ReadInputs<Readonly<Record<string, string>>> {
  const requests = [...functions.values()].map(({ function: fn, choice }) => ({
    function: fn,
    choice,
    reserved: reservedVariables(fn, settings),
  }));
  const read = readEnvironments(requests, settings.host.variables);
  const pairs = [...read.values.values()].flatMap((env) => Object.entries(env));
  const text = pairs.map(([name, value]) => `${name}=${value}\n`).join('');
  if (text !== '') onSecrets?.([{ value: Buffer.from(text), kind: 'settings' }]);
  return read;
}

/** The key of this project's digests of secrets; a new one for a new database. */
function digestKey(store: StateStore, { token }: Pick<PipelineContext, 'token'>): Uint8Array {
  const known = store.secretKey();
  if (known !== undefined) return known;
  const key = Buffer.from(Array.from({ length: KEY_TOKENS }, token).join(''), 'hex');
  store.saveSecretKey(key);
  return key;
}
