/**
 * The conformance suite of runtimes: everything that SmolFaaS relies on and that can be checked
 * without Docker.
 *
 *   manifest-checks.ts   what package.json declares           for every runtime
 *   handler-checks.ts    detect and recipe: pure, the same    for every runtime
 *   host-checks.ts       settings of the host              for every runtime
 *   graph-checks.ts      the rules of a good graph            for recipes of kind `llb`
 *   image-checks.ts      configuration, or frontend request   for kind `llb`, or `dockerfile`
 *
 * It is a plain list of named functions, so any test runner can run it. Only a test with a real
 * engine can check whether a built function answers requests.
 */
import { graphChecks } from './graph-checks.js';
import { handlerChecks } from './handler-checks.js';
import { hostChecks } from './host-checks.js';
import { configChecks, frontendChecks } from './image-checks.js';
import { manifestChecks } from './manifest-checks.js';
import { built, type Check, type ConformanceSubject } from './subject.js';

/**
 * The checks for one runtime. Making the list calls the handler to find the kinds of the examples'
 * recipes, and does not throw. Running a check throws an AssertionError that says what is wrong and
 * what to do.
 *
 *   for (const check of runtimeConformance({ manifest, handler, packageJson, examples })) {
 *     test(check.name, check.run);
 *   }
 */
export function runtimeConformance(subject: ConformanceSubject): readonly Check[] {
  const kinds = new Set(built(subject).map(({ recipe }) => recipe.image.kind));
  return [
    ...manifestChecks(subject),
    ...handlerChecks(subject),
    ...hostChecks(subject),
    ...(kinds.has('llb') ? [...graphChecks(subject), ...configChecks(subject)] : []),
    ...(kinds.has('dockerfile') ? frontendChecks(subject) : []),
  ];
}
