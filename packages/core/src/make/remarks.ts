/**
 * Stage 9, make: what a user should know about a source when it is built: secrets that were left
 * out, links that lead nowhere, which runtime won, and what the runtime itself has to say.
 *
 * Invariant: a run that builds nothing makes none of these remarks.
 */
import type { Notice } from '../contract/notices.js';
import type { SourceTree } from '../contract/runtime.js';
import type { Observation } from '../observed/observed-project.js';
import type { Prepared } from '../recipe/recipe.js';
import { isDockerfileElsewhere } from '../source/detect/dockerfile.js';
import { outsideLinks } from '../source/fingerprint/outside-links.js';
import type { FunctionSource } from '../source/read-source.js';
import { unsetVariables } from './variables.js';

/**
 * Warns about unset variables in the function's own files. Those of the host's files are not
 * reported at each build.
 */
export function emitUnset(
  fn: string,
  tree: SourceTree,
  { recipe }: Prepared,
  { settings, emit }: Observation['context'],
): void {
  for (const { file, variables } of Object.values(recipe.secrets ?? {})) {
    if (file === undefined || variables !== true) continue;
    for (const name of unsetVariables(tree.readText(file) ?? '', settings.host.variables)) {
      emit({ type: 'warning', function: fn, notice: { code: 'variable-unset', facts: { file, variable: name } } });
    }
  }
}

/** A warning about links lists at most this many. */
const LINKS_LISTED = 10;

/**
 * Emits remarks only when something is built from the source, not in every run that finds it
 * unchanged.
 */
export function emitRemarks(
  { function: fn, fingerprint, candidates, choice, shared }: FunctionSource,
  { recipe }: Prepared,
  { context }: Observation,
): void {
  const { notes = [], warnings = [], image } = recipe;
  const { several } = candidates;
  const says = (text: string): Notice => ({ code: 'runtime-says', facts: { text } });
  for (const { level, notice } of fingerprint.notices) context.emit({ type: level, function: fn, notice });
  // A Dockerfile decides by itself what its links point to in the image, as for `docker build`.
  const links = image.kind === 'dockerfile' ? [] : outsideLinks(fingerprint.entries, shared);
  if (links.length > 0) {
    const facts = { links: links.slice(0, LINKS_LISTED), count: links.length };
    context.emit({ type: 'warning', function: fn, notice: { code: 'links-outside', facts } });
  }
  if (several !== undefined)
    context.emit({ type: 'note', function: fn, notice: { code: 'several-runtimes', facts: several } });
  const undecided = choice.runtime === undefined && image.kind !== 'dockerfile';
  const files = undecided ? fingerprint.entries.filter(({ kind }) => kind !== 'directory') : [];
  for (const path of files.map((entry) => entry.path).filter(isDockerfileElsewhere))
    context.emit({ type: 'note', function: fn, notice: { code: 'dockerfile-elsewhere', facts: { path } } });
  for (const text of notes) context.emit({ type: 'note', function: fn, notice: says(text) });
  for (const text of warnings) context.emit({ type: 'warning', function: fn, notice: says(text) });
}
