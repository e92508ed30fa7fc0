/**
 * The history of an image that is made from a graph: a line for each layer, said by us instead of the builder. Pure.
 *
 *   the base's own lines            as its author wrote them
 *   a line for each layer above     the name of the step that made it: `copy sources`
 *
 * What the builder would write instead depends on more than the source: the time of the build, and, where bases have a layer in common, the one
 * that it read first. So these lines are part of what makes an image reproducible (docs/reproducible-images.md), and no time is in them.
 *
 * What must stay true: as many lines count as there are layers; a base whose history has not (some tools write none) gets a line for each of
 * its layers. What would surprise: lines of the base that stand for no layer are kept, they tell its environment and command.
 */
import type { ImageConfig } from '@smolfaas/buildkit';

/** Times in an image would make two builds of one source two images. */
export const FIXED_TIME = '1970-01-01T00:00:00Z';

/** One line; keys not named here are kept as they are. */
export interface HistoryLine {
  readonly created?: string;
  readonly created_by?: string;
  readonly comment?: string;
  /** The line stands for no layer. */
  readonly empty_layer?: boolean;
}

/** Whence a line is, as BuildKit says of its own. */
const COMMENT = 'smolfaas';

/**
 * The config with its history: on an image with the config `base`, or on nothing, with layers by these steps. As it is, where `base` does not tell
 * how many layers it has.
 */
export function withHistory(config: ImageConfig, base: ImageConfig | undefined, steps: readonly string[]): ImageConfig {
  const below = base === undefined ? [] : linesOf(base);
  if (below === undefined) return config;
  const above = steps.map((name): HistoryLine => ({ created_by: name, comment: COMMENT }));
  return withLines(config, [...below, ...above]);
}

/** The config with these lines, and no other time than the fixed one. */
export function withLines(config: ImageConfig, lines: readonly HistoryLine[]): ImageConfig {
  const history = lines.map((line) => ({ ...line, created: FIXED_TIME }));
  return { ...config, ...(history.length > 0 && { history }) };
}

/** The lines of a config, those that are none left out. */
export function historyOf(config: ImageConfig): readonly HistoryLine[] {
  const history: unknown = 'history' in config ? config.history : undefined;
  return Array.isArray(history) ? history.filter((line) => typeof line === 'object' && line !== null) : [];
}

function linesOf(base: ImageConfig): readonly HistoryLine[] | undefined {
  const layers = layersOf(base);
  if (layers === undefined) return undefined;
  const lines = historyOf(base);
  if (lines.filter(({ empty_layer }) => empty_layer !== true).length === layers) return lines;
  return Array.from({ length: layers }, () => ({ created_by: 'layer of the base image' }));
}

function layersOf(config: ImageConfig): number | undefined {
  const rootfs: unknown = 'rootfs' in config ? config.rootfs : undefined;
  const layers: unknown = typeof rootfs === 'object' && rootfs !== null && 'diff_ids' in rootfs ? rootfs.diff_ids : [];
  return rootfs !== undefined && Array.isArray(layers) ? layers.length : undefined;
}
