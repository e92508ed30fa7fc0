/**
 * Names and ports of a run that connects the engine only if it has to, such as `invoke`: those that
 * are given or recorded are known without the engine.
 */
import type { OpenSettings, PipelineContext, Settings } from '@smolfaas/core';

/** A context whose names and ports are not all known yet. */
export type OpenContext = Omit<PipelineContext, 'settings' | 'chosen'> & { readonly settings: OpenSettings };

/**
 * @param connect is called only if the database does not record what is missing
 * @throws state-*, engine-*
 */
export async function localSettings(
  settings: OpenSettings,
  connect: () => Promise<OpenContext>,
): Promise<{ readonly settings: Settings }> {
  const [{ knownSettings, withNames }, { sqliteState }] = await Promise.all([
    import('@smolfaas/core/pipelines/with-names.js'),
    import('@smolfaas/engine-docker/state.js'),
  ]);
  const known = knownSettings(settings, sqliteState());
  if (known !== undefined) return { settings: known };
  return await withNames(await connect(), false, async (context) => ({ settings: context.settings }));
}
