/**
 * Stage 5, observe: which of the networks that functions join do not exist. SmolFaaS creates none of
 * them: they belong to other tools, such as a Compose project with a database.
 */
import type { InputProblem } from '../contract/errors.js';
import type { PipelineContext } from '../contract/pipeline.js';
import type { Desired } from '../desired/desired.js';

/** One problem for each function and network. @throws engine-* */
export async function missingNetworks(
  { functions }: Pick<Desired, 'functions'>,
  { engine, signal }: Pick<PipelineContext, 'engine' | 'signal'>,
): Promise<readonly InputProblem[]> {
  const wanted = [...functions.values()].flatMap(({ function: fn, spec }) =>
    (spec.networks ?? []).map((network) => ({ function: fn, network })),
  );
  const names = [...new Set(wanted.map(({ network }) => network))];
  const found = await Promise.all(names.map(async (name) => [name, await engine.networks.find(name, signal)] as const));
  const missing = new Set(found.filter(([, id]) => id === undefined).map(([name]) => name));
  return wanted
    .filter(({ network }) => missing.has(network))
    .map(({ function: fn, network }) => ({
      function: fn,
      setting: 'networks',
      why: { code: 'network-missing', network },
    }));
}
