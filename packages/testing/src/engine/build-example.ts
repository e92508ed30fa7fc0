/**
 * Builds an example on the engine, the way `up` builds a function: the same bind, the same request.
 *
 *   files -> a directory -> entries -> recipe -> bind -> [change of the graph] -> build -> id,
 *   steps
 *
 * Gotcha: each build has its own directory and the present time as modification times. So an image
 * that depends on either differs between two builds.
 */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { BuildEvent, BuiltImage, InstalledRuntime, Recipe } from '@smolfaas/core';
import { bind, type BindBasis, chooseBases, hostSettingsOf } from '@smolfaas/core/stages.js';
import { attempt, type ConformanceSubject, type Example, isRecipe } from '../conformance/subject.js';
import { memoryTree } from '../memory-tree.js';
import type { TestRun } from './test-run.js';
import type { EngineTools } from '../engine-tools.js';
import { trustedCertificates } from './trusted-certificates.js';

/** The result of building an example. */
export interface Outcome {
  readonly recipe: Recipe;
  readonly image: BuiltImage;
  readonly events: readonly BuildEvent[];
}

/** What differs between builds. */
export interface Variation {
  /** Name of the function. Every build has its own tag. */
  readonly function: string;
  readonly files: Example['files'];
  /** Applied to the definition that the builder would receive. */
  readonly change?: (definition: Uint8Array) => Uint8Array;
}

/**
 * Undefined when the handler returns no recipe; checks without an engine report that. @throws as
 * BuildKitManager.build
 */
export async function buildExample(
  subject: ConformanceSubject,
  tools: EngineTools,
  place: TestRun,
  { function: fn, files, change = (same) => same }: Variation,
): Promise<Outcome | undefined> {
  const { images, engine } = await place.observe();
  const tree = memoryTree(files);
  const recipe = attempt({ ...subject, bases: subject.bases ?? chooseBases(subject.manifest, {}, images) }, tree);
  if (!isRecipe(recipe)) return undefined;
  const root = writeFiles(place.directory, files);
  const fingerprint = { contentHash: '', entries: tree.entries };
  const settings = settingsOf(place, tools);
  const own = await hostSettingsOf(
    { function: fn, runtime: asInstalled(subject), secrets: recipe.secrets },
    [],
    settings.host,
  );
  const request = bind(
    { function: fn, recipeKey: '', source: { dir: root, fingerprint } },
    { prepared: { recipe }, tree },
    { settings: own, secrets: {}, agents: {} },
    { project: { id: place.run }, platform: engine.platform, images, settings },
  );
  // A separate tag for each build: so two images that should be equal are distinct if they are not.
  const tags = [`${place.run}-${fn}:${basename(root)}`];
  const { input } = request;
  const changed = input.kind === 'llb' ? { ...input, definition: change(input.definition) } : input;
  const events: BuildEvent[] = [];
  const builder = await tools.engine.builder.ensure({ kind: 'engine' }, undefined, () => undefined, place.signal);
  const image = await builder.build({ ...request, tags, input: changed }, (e) => events.push(e), place.signal);
  return { recipe, image, events };
}

/** The runtime under test as if it were installed. */
function asInstalled({ manifest, handler }: ConformanceSubject): InstalledRuntime {
  const { id } = manifest;
  return { manifest, package: id, version: '0.0.0', identity: id, load: () => Promise.resolve(handler) };
}

function settingsOf({ run }: TestRun, { host }: EngineTools): BindBasis['settings'] {
  return {
    imagePrefix: run,
    host: host ?? { ca: trustedCertificates(process.env['NODE_EXTRA_CA_CERTS']) },
    lock: undefined,
    offline: false,
    buildTimeoutMs: 300_000,
  };
}

function writeFiles(parent: string, files: Example['files']): string {
  mkdirSync(parent, { recursive: true, mode: 0o700 });
  const root = mkdtempSync(join(parent, 'source-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}
