/**
 * What the runtimes of SmolFaaS have in common: paths and versions that the files of a function
 * state, and problems in words. Readers of JSON, TOML and YAML are entries of their own
 * (`@smolfaas/runtime-kit/json.js`), so that a runtime loads only what it reads.
 */
export { directoriesTo, functionDirectory } from './layout.js';
export { type Found, followed } from './links.js';
export { type NamedPath, directoryOf, inside, outside } from './paths.js';
export type { Problem } from './problem.js';
export { isObject, type Fault, type Read } from './read/read.js';
export { type StatedVersion, toolVersion, versionFile } from './stated-versions.js';
