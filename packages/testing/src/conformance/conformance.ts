/**
 * The conformance suite of runtimes: everything that SmolFaaS relies on and that can be checked without Docker.
 *
 *   manifest-checks.ts   what package.json declares            for every runtime
 *   handler-checks.ts    detect and recipe: pure, the same     for every runtime
 *   graph-checks.ts      the rules of a good graph             for recipes of kind `llb`
 *   image-checks.ts      configuration, or frontend request    for recipes of kind `llb`, or `dockerfile`
 *
 * It is a plain list of named functions, so any test runner can run it. Whether a built function answers requests is for a test
 * with a real engine.
 */
import { graphChecks } from './graph-checks.js';
import { handlerChecks } from './handler-checks.js';
import { configChecks, frontendChecks } from './image-checks.js';
import { manifestChecks } from './manifest-checks.js';
import { built, type Check, type ConformanceSubject } from './subject.js';

/**
 * The checks for one runtime. Making the list asks the handler for the kinds of recipes that the examples give, and does not
 * throw; running a check throws an AssertionError that says what is wrong and what to do.
 *
 *   for (const check of runtimeConformance({ manifest, handler, packageJson, examples })) test(check.name, check.run);
 */
export function runtimeConformance(subject: ConformanceSubject): readonly Check[] {
  const kinds = new Set(built(subject).map(({ recipe }) => recipe.image.kind));
  return [
    ...manifestChecks(subject),
    ...handlerChecks(subject),
    ...(kinds.has('llb') ? [...graphChecks(subject), ...configChecks(subject)] : []),
    ...(kinds.has('dockerfile') ? frontendChecks(subject) : []),
  ];
}
