/**
 * Stage 9, make: keeps the output of the steps that run, so that a failure can be explained by all
 * of it. A builder's error has only the last lines.
 *
 * Invariants:
 *  1. Only running and failed steps are kept. What a step printed is dropped when it succeeds.
 *  2. A step that prints more than MOST_CHARACTERS loses its oldest lines. BuildKit itself cuts off
 *     output after 2 MiB.
 */
import type { BuildEvent } from '../contract/buildkit-manager.js';
import { isSmolfaasError, SmolfaasError } from '../contract/errors.js';
import { decisiveLines } from './decisive-lines.js';

const MOST_CHARACTERS = 4 * 1024 * 1024;

/** Lines are dropped only after this many more characters, because dropping copies the rest. */
const SLACK = 1024 * 1024;

/** The output of one build. */
export interface StepOutput {
  /** Takes what the builder reports. */
  readonly take: (event: BuildEvent) => void;
  /** All lines of the last step of this name that has not succeeded; undefined if there is none. */
  readonly of: (name: string) => readonly string[] | undefined;
}

interface Kept {
  readonly name: string;
  lines: string[];
  characters: number;
}

/** Keeps nothing yet. */
export function stepOutput(mostCharacters = MOST_CHARACTERS, slack = SLACK): StepOutput {
  const steps = new Map<number, Kept>();
  return {
    take(event) {
      if (event.type === 'warning') return;
      if (event.type === 'step') {
        if (event.status === 'done' || event.status === 'cached') steps.delete(event.step);
        return;
      }
      const step = steps.get(event.step) ?? { name: event.name, lines: [], characters: 0 };
      steps.set(event.step, step);
      step.lines.push(event.line);
      step.characters += event.line.length;
      if (step.characters > mostCharacters + slack) dropOldest(step, mostCharacters);
    },
    of: (name) => [...steps.values()].findLast((step) => step.name === name)?.lines,
  };
}

function dropOldest(step: Kept, mostCharacters: number): void {
  let first = 0;
  for (; step.characters > mostCharacters; first += 1) step.characters -= step.lines[first]?.length ?? 0;
  step.lines = step.lines.slice(first);
}

/** The error with all output of its step in place of the last lines; any other one is unchanged. */
export function withWholeOutput(error: unknown, output: StepOutput): unknown {
  if (!isSmolfaasError(error, 'build-step-failed')) return error;
  const lines = output.of(error.facts.step) ?? [];
  if (lines.length <= error.facts.log.length) return error;
  return new SmolfaasError('build-step-failed', { ...error.facts, log: lines }, { cause: error.cause });
}

/** The error with only those lines of its step's output that show why it failed. */
export function withDecisiveLines(error: unknown): unknown {
  if (!isSmolfaasError(error, 'build-step-failed')) return error;
  const { log, ...facts } = error.facts;
  return new SmolfaasError('build-step-failed', { ...facts, ...decisiveLines(log) }, { cause: error.cause });
}
