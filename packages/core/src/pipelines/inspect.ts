/**
 * `smolfaas inspect <fn>`: everything that is known about one function, from its directory, the
 * database, the engine and the router. It reads no source, changes nothing and takes no lock.
 */
import { join } from 'node:path';
import type { InspectOutcome } from '../contract/inspection.js';
import type { PipelineContext } from '../contract/pipeline.js';
import type { GenerationRecord } from '../contract/state-store.js';
import { inspectedContainer, inspectedSettings } from '../views/function-inspection.js';
import { look } from './ps.js';

/** @throws unknown-function, functions-dir-*, project-conflict, engine-*, interrupted */
export async function inspect(context: PipelineContext, fn: string): Promise<InspectOutcome> {
  const { settings, runtimes } = context;
  const { outcome, directory, observation, containers } = await look(
    context,
    { names: [fn] },
    { probes: true, images: true },
  );
  const [status = { function: fn, condition: 'not-deployed', instances: 0, restarts: 0 } as const] = outcome.functions;
  const { history = [], rejections = [] } = directory.recorded ?? {};
  const versions = history.filter((one) => one.function === fn);
  const [recorded] = versions;
  const rejected = rejections.find((one) => one.function === fn);
  const runtime = settings.functions.get(fn)?.runtime ?? recorded?.runtime;
  const { current, others = [] } = containers.get(fn) ?? {};
  const imageId = current?.instances[0].imageId ?? recorded?.imageId;
  const image = observation?.observed.images.find(({ id }) => id === imageId);
  const upstream = observation?.router.state?.table.routes.find((route) => route.function === fn)?.upstream;
  return {
    status,
    ...(directory.candidates.some(({ name }) => name === fn) && { directory: join(directory.functionsDir, fn) }),
    router: outcome.router,
    ...(upstream !== undefined && { upstream }),
    ...(image && {
      image: { id: image.id, tags: image.tags, digests: image.digests ?? [], ...sizeOf(image.bytes) },
    }),
    ...(recorded?.runtimePackage !== undefined && { runtimePackage: recorded.runtimePackage }),
    ...(recorded?.pins && { pins: recorded.pins }),
    settings: inspectedSettings(fn, runtimes.find(({ manifest }) => manifest.id === runtime)?.manifest ?? {}, settings),
    containers: [
      ...(current?.instances ?? []).map((one) => inspectedContainer(one, true)),
      ...others.map((one) => inspectedContainer(one, false)),
    ],
    versions: versions.map(versionOf),
    ...(rejected && {
      rejection: {
        code: rejected.code,
        reason: rejected.reason,
        at: rejected.rejectedAt,
        contentHash: rejected.contentHash,
      },
    }),
  };
}

const sizeOf = (bytes: number | undefined) => (bytes === undefined ? {} : { bytes });

const versionOf = ({ generation, contentHash, imageId, builtAt }: GenerationRecord) => ({
  generation,
  contentHash,
  imageId,
  builtAt,
});
