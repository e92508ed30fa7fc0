/**
 * Turns what the project file has about one function into the value that the stages take.
 *
 * Invariant: a key that the file does not have is absent from the value, so that containers and
 * images of a former version keep their hashes.
 */
import type { FunctionChoice } from '@smolfaas/core';
import type { FunctionContent } from './function.js';

/**
 * Text and lists become text; maps are kept apart, since a runtime declares which of both it takes.
 */
export function functionChoice({ runtime, ca, settings = {} }: FunctionContent): FunctionChoice {
  const texts: [string, string][] = [];
  const maps: [string, Record<string, string>][] = [];
  for (const [name, value] of Object.entries(settings)) {
    if (typeof value === 'string' || Array.isArray(value)) texts.push([name, [value].flat().join(',')]);
    else maps.push([name, value]);
  }
  return {
    ...(runtime !== undefined && { runtime }),
    ...(ca !== undefined && { ca }),
    settings: Object.fromEntries(texts),
    ...(maps.length > 0 && { maps: Object.fromEntries(maps) }),
  };
}
