/**
 * Hides secrets in the output of builds and in errors, before any listener receives them.
 *
 * Place: between the pipeline's events and display, log file and report. The mask on the outputs
 * sees one line at a time, already formatted for its display. Here the lines of a step follow each
 * other as the step printed them.
 *
 * Invariants:
 *  1. Lines of one step keep their order and precede the end of the step. A line is held back only
 *     while its end is the beginning of a secret and the rest may still follow. Nothing else is
 *     ever delayed.
 *  2. A line is shown at once when that beginning is long enough to be hidden by itself (16
 *     characters).
 */
import type { Emit, SmolfaasEvent, StepEvent } from '@smolfaas/core';
import { findSecrets, type Range } from '../text/find-secrets.js';
import { type Mask, withoutRanges } from '../text/mask.js';
import { maskedError } from './masked-error.js';

type BuildEvent = Extract<SmolfaasEvent, { type: 'build' }>;
type LogLine = BuildEvent & { readonly event: Extract<StepEvent, { type: 'log' }> };

/**
 * Fewer characters at the end of a line, after other text, do not hold it back; the rest would
 * still be hidden.
 */
const LEAST_OPEN = 4;
const ENOUGH = 16;

/**
 * At most this many characters of shown lines are remembered; a longer secret is hidden line by
 * line.
 */
const MEMORY = 16_384;

/** The listener that pipelines receive, and a function that shows the lines still held back. */
export interface MaskedEvents {
  readonly emit: Emit;
  readonly flush: () => void;
}

export function maskedEvents(mask: Mask, emit: Emit): MaskedEvents {
  const steps = new Map<string, StepOutput>();
  const end = (key: string): void => {
    steps.get(key)?.flush();
    steps.delete(key);
  };
  const flush = (fn?: string): void => {
    for (const key of steps.keys()) if (fn === undefined || key.startsWith(`${fn}\n`)) end(key);
  };
  return {
    flush: () => flush(),
    emit: (event) => {
      if (mask.spellings.length === 0) return emit(event);
      if (event.type !== 'build') {
        if (event.type === 'function' || event.type === 'failure') flush(event.function);
        return emit(event.type === 'failure' ? { ...event, error: maskedError(event.error, mask) } : event);
      }
      const key = `${event.function}\n${event.event.step}`;
      if (!isLog(event)) {
        if (event.event.type === 'step' && event.event.status !== 'started') end(key);
        return emit(event);
      }
      const step = steps.get(key) ?? new StepOutput(mask, emit);
      steps.set(key, step);
      step.print(event);
    },
  };
}

const isLog = (event: BuildEvent): event is LogLine => event.event.type === 'log';

interface Line {
  readonly event: LogLine;
  /** Ranges found so far; a later line may add ranges while this one is held back. */
  readonly ranges: Range[];
  shown: boolean;
}

/**
 * The last lines of one step: lines held back, and lines whose secret may continue in the next one.
 */
class StepOutput {
  private lines: Line[] = [];
  private readonly mask: Mask;
  private readonly emit: Emit;

  constructor(mask: Mask, emit: Emit) {
    this.mask = mask;
    this.emit = emit;
  }

  print(event: LogLine): void {
    this.lines.push({ event, ranges: [], shown: false });
    const texts = this.lines.map((line) => line.event.event.line);
    const { ranges, open } = findSecrets(texts, this.mask.spellings);
    this.lines.forEach((line, index) => line.ranges.push(...(ranges[index] ?? [])));
    const kept = lastCharacters(texts, Math.min(open, MEMORY));
    const isWhole = squeezedLength(event.event.line) <= open;
    const hold = open < ENOUGH && (open >= LEAST_OPEN || isWhole) ? kept : 0;
    this.show(this.lines.length - hold);
    this.lines = kept === 0 ? [] : this.lines.slice(-kept);
  }

  flush(): void {
    this.show(this.lines.length);
    this.lines = [];
  }

  private show(count: number): void {
    for (const line of this.lines.slice(0, count)) {
      if (line.shown) continue;
      line.shown = true;
      const { event } = line.event;
      this.emit({ ...line.event, event: { ...event, line: withoutRanges(event.line, line.ranges) } });
    }
  }
}

/** The number of lines, from the end, that contain this many non-blank characters. */
function lastCharacters(lines: readonly string[], characters: number): number {
  let [count, rest] = [0, characters];
  while (rest > 0 && count < lines.length) {
    count += 1;
    rest -= squeezedLength(lines.at(-count) ?? '');
  }
  return count;
}

const squeezedLength = (line: string): number => line.replace(/\s+/g, '').length;
