/**
 * Removes everything that carries the label of one run. Containers first: images and the network are in use until they are gone.
 */
import { type FunctionManager, LABEL, type Labels, type ObserveScope } from '@smolfaas/core';

/** Asks the engine what there is, so that a run which lost track of something still finds it. */
export async function sweep(functions: FunctionManager, run: string, scope: ObserveScope): Promise<void> {
  const signal = AbortSignal.timeout(60_000);
  const seen = await functions.observe(scope, signal);
  const ours = ({ labels }: { readonly labels: Labels }) => labels[LABEL.project] === run;
  await Promise.all(seen.containers.filter(ours).map(({ id }) => functions.remove(id, 0, signal)));
  const tags = seen.images.filter(ours).flatMap((image) => image.tags);
  for (const tag of tags) await functions.removeImage(tag, signal);
  for (const { id } of seen.networks.filter(ours)) await functions.removeNetwork(id, signal);
  for (const { name } of seen.volumes.filter(ours)) await functions.removeVolume(name, signal);
}
