/**
 * Removes everything that carries the label of one run. Containers first: images and the network are in use until they are gone.
 */
import { type Engine, LABEL, type Labels, type ObserveScope } from '@smolfaas/core';

/** An engine's objects: what there is, and who makes and removes it. */
export type EngineObjects = Pick<Engine, 'functions' | 'images' | 'networks' | 'volumes' | 'observe'>;

/** Asks the engine what there is, so that a run which lost track of something still finds it. */
export async function sweep(engine: EngineObjects, run: string, scope: ObserveScope): Promise<void> {
  const { functions, images, networks, volumes } = engine;
  const signal = AbortSignal.timeout(60_000);
  const seen = await engine.observe(scope, signal);
  const ours = ({ labels }: { readonly labels: Labels }) => labels[LABEL.project] === run;
  await Promise.all(seen.containers.filter(ours).map(({ id }) => functions.remove(id, 0, signal)));
  const tags = seen.images.filter(ours).flatMap((image) => image.tags);
  for (const tag of tags) await images.remove(tag, signal);
  for (const { id } of seen.networks.filter(ours)) await networks.remove(id, signal);
  for (const { name } of seen.volumes.filter(ours)) await volumes.remove(name, signal);
}
