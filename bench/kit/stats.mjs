/**
 * From samples to the reported numbers: median, minimum, maximum, and for many samples a percentile. Pure.
 *
 * The median is what counts: a shared machine adds time to some samples and takes none away, so a mean would measure the neighbours.
 */

/** `{ median, min, max, n }`, rounded to a tenth. */
export function summary(samples) {
  const sorted = samples.toSorted((a, b) => a - b);
  return {
    median: round(percentile(sorted, 50)),
    min: round(sorted[0]),
    max: round(sorted.at(-1)),
    n: sorted.length,
  };
}

/** The value below which `percent` of the sorted samples lie, interpolated. */
export function percentile(sorted, percent) {
  const place = ((sorted.length - 1) * percent) / 100;
  const below = Math.floor(place);
  const next = sorted[Math.min(below + 1, sorted.length - 1)];
  return sorted[below] + (next - sorted[below]) * (place - below);
}

/**
 * What each further one adds, from the summaries of a smaller and a larger project (`{ count, median, min, max, n }`). The range is the
 * widest that the samples allow: the largest less the smallest, and the other way round.
 */
export function slope(small, large) {
  const per = (more, less) => Math.round(((more - less) / (large.count - small.count)) * 100) / 100;
  return {
    median: per(large.median, small.median),
    min: per(large.min, small.max),
    max: per(large.max, small.min),
    n: Math.min(small.n, large.n),
  };
}

const round = (value) => Math.round(value * 10) / 10;
