/**
 * Removes everything with the label of one run. Containers are first: they use the images and the
 * network until they are removed.
 */
import { type Engine, LABEL, type Labels, type ObserveScope } from '@smolfaas/core';

/** An engine's objects: the observed ones, and the managers that make and remove them. */
export type EngineObjects = Pick<Engine, 'functions' | 'images' | 'networks' | 'volumes' | 'observe'>;

/** Queries the engine, so that a run which lost track of an object still finds it. */
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
