/**
 * Builds an example on the engine, the way `up` builds a function: the same bind, the same request.
 *
 *   files -> a directory -> entries -> recipe -> bind -> [change of the graph] -> build -> id, steps
 *
 * What would surprise: each build gets a directory of its own and the present moment as modification times. An image that depends on either
 * shows in the comparison of two builds.
 */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { BuildEvent, BuiltImage, Recipe } from '@smolfaas/core';
import { bind, type BindBasis, chooseBases } from '@smolfaas/core/stages.js';
import { attempt, type ConformanceSubject, type Example, isRecipe } from '../conformance/subject.js';
import { memoryTree } from '../memory-tree.js';
import type { Place } from './place.js';
import type { EngineTools } from '../engine-tools.js';
import { trustedCertificates } from './trusted-certificates.js';

/** What became of an example. */
export interface Outcome {
  readonly recipe: Recipe;
  readonly image: BuiltImage;
  readonly events: readonly BuildEvent[];
}

/** What builds differ in. */
export interface Variation {
  /** Name of the function. Every build has a tag of its own. */
  readonly function: string;
  readonly files: Example['files'];
  /** Applied to the definition that the builder would get. */
  readonly change?: (definition: Uint8Array) => Uint8Array;
}

/** Undefined when the handler gives no recipe, which is the matter of checks without an engine. @throws as BuildKitManager.build */
export async function buildExample(
  subject: ConformanceSubject,
  tools: EngineTools,
  place: Place,
  { function: fn, files, change = (same) => same }: Variation,
): Promise<Outcome | undefined> {
  const { images, engine } = await place.observe();
  const tree = memoryTree(files);
  const recipe = attempt({ ...subject, bases: subject.bases ?? chooseBases(subject.manifest, {}, images) }, tree);
  if (!isRecipe(recipe)) return undefined;
  const root = writeFiles(place.directory, files);
  const fingerprint = { contentHash: '', entries: tree.entries };
  const request = bind(
    { function: fn, recipeKey: '', source: { dir: root, fingerprint } },
    { prepared: { recipe }, tree },
    { secrets: {}, agents: {} },
    { project: { id: place.run }, platform: engine.platform, images, settings: settingsOf(place, tools) },
  );
  // A tag of its own for each build: two that should be the same image are told apart when they are not.
  const tags = [`${place.run}-${fn}:${basename(root)}`];
  const { input } = request;
  const changed = input.kind === 'llb' ? { ...input, definition: change(input.definition) } : input;
  const events: BuildEvent[] = [];
  const builder = await tools.engine.builder.ensure({ kind: 'engine' }, undefined, () => undefined, place.signal);
  const image = await builder.build({ ...request, tags, input: changed }, (e) => events.push(e), place.signal);
  return { recipe, image, events };
}

function settingsOf({ run }: Place, { host }: EngineTools): BindBasis['settings'] {
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
