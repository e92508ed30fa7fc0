/**
 * Writes the history of an image that is made from a graph: a line for each layer, from SmolFaaS
 * instead of the builder. Pure.
 *
 *   the base's own lines            as its author wrote them
 *   a line for each layer above     the name of the step that made it: `copy sources`
 *
 * The builder's own lines would depend on more than the source. They contain the build time and,
 * where bases share a layer, the line of the base that it read first. So the lines written here are
 * part of what makes an image reproducible (docs/reproducible-images.md), and they contain no build
 * time.
 *
 * Invariant: as many lines count as there are layers. If a base's history does not match (some
 * tools write none), it gets a line for each of its layers.
 * Gotcha: lines of the base without a layer are kept; they record its environment and command.
 */
import type { ImageConfig } from '@smolfaas/buildkit';

/** Build times in an image would turn two builds of one source into two images. */
export const FIXED_TIME = '1970-01-01T00:00:00Z';

/** One history entry. Keys not named here are kept unchanged. */
export interface HistoryLine {
  readonly created?: string;
  readonly created_by?: string;
  readonly comment?: string;
  /** The line has no layer. */
  readonly empty_layer?: boolean;
}

/** Marks history entries written by SmolFaaS, as BuildKit marks its own. */
const COMMENT = 'smolfaas';

/**
 * Returns the config with its history: that of the image with the config `base`, if any, plus
 * layers by these steps. Returns it unchanged if `base` does not say how many layers it has.
 */
export function withHistory(config: ImageConfig, base: ImageConfig | undefined, steps: readonly string[]): ImageConfig {
  const below = base === undefined ? [] : linesOf(base);
  if (below === undefined) return config;
  const above = steps.map((name): HistoryLine => ({ created_by: name, comment: COMMENT }));
  return withLines(config, [...below, ...above]);
}

/** Returns the config with these lines. The fixed time replaces their own times. */
export function withLines(config: ImageConfig, lines: readonly HistoryLine[]): ImageConfig {
  const history = lines.map((line) => ({ ...line, created: FIXED_TIME }));
  return { ...config, ...(history.length > 0 && { history }) };
}

/** The history lines of a config. Skips entries that are not objects. */
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
