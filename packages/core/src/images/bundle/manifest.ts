/**
 * The first entry of a bundle: its contents and its platform. Pure.
 *
 *     { "smolfaas-bundle": 1, "platform": "linux/amd64",
 *       "images": ["docker.io/library/node:24-slim", …],
 *       "functions": [{ "function": "api", "contentHash": "…", "recipeKey": "…",
 *                       "name": "smolfaas-func-api:0123456789ab" }] }
 */
import type { FunctionVersion } from '../../observed/function-image.js';

/** A function's image and its name in the archive. */
export interface BundledFunction extends FunctionVersion {
  readonly name: string;
}

export interface BundleManifest {
  /** `os/architecture`, followed by the variant if there is one. */
  readonly platform: string;
  /** Full references. */
  readonly images: readonly string[];
  readonly functions: readonly BundledFunction[];
}

const VERSION = 1;

/** The text of a manifest. */
export function formatManifest(manifest: BundleManifest): string {
  return `${JSON.stringify({ 'smolfaas-bundle': VERSION, ...manifest }, null, 2)}\n`;
}

/** The manifest, or what is wrong with the text, in words. */
export function parseManifest(text: string): BundleManifest | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'its manifest is no JSON';
  }
  if (!isFields(value)) return 'its manifest is no object';
  if (value['smolfaas-bundle'] !== VERSION) {
    return `it is a bundle of version ${JSON.stringify(value['smolfaas-bundle'])}, this smolfaas reads version ${VERSION}`;
  }
  const { platform, images, functions } = value;
  if (typeof platform !== 'string' || !isList(images, isText) || !isList(functions, isFunction)) {
    return 'its manifest lacks platform, images or functions';
  }
  return { platform, images, functions };
}

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string';
const isList = <T>(value: unknown, of: (item: unknown) => item is T): value is readonly T[] =>
  Array.isArray(value) && value.every(of);
const isFunction = (value: unknown): value is BundledFunction =>
  isFields(value) && ['function', 'contentHash', 'recipeKey', 'name'].every((name) => isText(value[name]));
