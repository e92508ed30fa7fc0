/**
 * The conformance suite of runtimes on a real engine: rules that need an example that is built and
 * runs.
 *
 *   build-checks.ts   builds, same image again, dependency steps stay cached, edits work offline
 *   run-checks.ts     answers on port 8000, as the image's user, read-only root, ends at SIGTERM
 *
 * `runtimeConformance` runs first and is quick; this suite takes as long as the examples' installs.
 */
import type { ConformanceSubject } from '../conformance/subject.js';
import { type Buildable, buildChecks } from './build-checks.js';
import { buildExample, type Outcome } from './build-example.js';
import { startTestRun, type TestRun } from './test-run.js';
import { runChecks } from './run-checks.js';
import type { EngineConformance, EngineTools } from '../engine-tools.js';

/**
 * The checks for one runtime, whose examples are complete servers here. Run them in order, one at a
 * time, then `close`.
 *
 *   const { checks, close } = runtimeEngineConformance({ manifest, handler, examples }, { engine
 *   });
 *   for (const check of checks) test(check.name, { timeout: 300_000 }, check.run);
 *   after(close);
 */
export function runtimeEngineConformance(subject: ConformanceSubject, tools: EngineTools): EngineConformance {
  const place = startTestRun(tools);
  const examples = subject.examples.map((_, index) => buildable(subject, index, tools, place));
  const checks = [...buildChecks(examples), ...runChecks(examples, subject.manifest, tools, place)];
  return { checks, close: place.close };
}

function buildable(subject: ConformanceSubject, index: number, tools: EngineTools, place: TestRun): Buildable {
  const example = subject.examples[index] ?? { name: '', files: {} };
  const fn = `example-${index}`;
  const build: Buildable['build'] = (variation) => buildExample(subject, tools, place, { function: fn, ...variation });
  let first: Promise<Outcome | undefined> | undefined;
  return { example, function: fn, build, first: () => (first ??= build({ files: example.files })) };
}
