/**
 * Turns changes of containers into what a reader of the log wants to know about a function: it has
 * started, crashed, was replaced by its next generation.
 *
 *     g4 starts while g3 runs        nothing yet: whether it will serve is not known
 *     g3 ends on request, g4 runs    replaced: g3 → g4
 *     g4 ends on request, g3 runs    stopped: g4        (it did not answer, and `up` gave up)
 *     a container ends by itself     crashed, with its exit code
 *     it starts again                restarted
 *     the last container is removed  removed
 *
 * It keeps the state of each container; hearing of a change that it knows already has no effect. So
 * a caller may replay changes from before it looked.
 */
import type { ContainerChange } from '../../contract/function-manager.js';
import { LABEL, type Labels } from '../../contract/labels.js';
import type { ChangeEntry } from '../../contract/logs.js';
import { timeText } from '../../formats/time-text.js';
import { generationOf, instanceOf } from '../../observed/function-containers.js';

interface Known {
  readonly function: string;
  readonly generation: number;
  readonly instance: number;
  state: 'running' | 'crashed' | 'stopped';
}

export class ContainerNews {
  private readonly containers = new Map<string, Known>();

  /** A container as it was found. */
  found(id: string, labels: Labels, isRunning: boolean): void {
    this.containers.set(id, { ...identity(labels), state: isRunning ? 'running' : 'stopped' });
  }

  /** What a change means for its function; undefined when it means nothing to a reader. */
  heard(change: ContainerChange): ChangeEntry | undefined {
    const { containerId, labels } = change;
    const known = this.containers.get(containerId) ?? { ...identity(labels), state: 'stopped' };
    const isNew = !this.containers.has(containerId);
    if (change.change === 'removed') return this.removed(containerId, known, change);
    this.containers.set(containerId, known);
    return change.change === 'started' ? this.started(known, isNew, change) : this.ended(known, change);
  }

  private started(known: Known, isNew: boolean, change: ContainerChange): ChangeEntry | undefined {
    const former = known.state;
    known.state = 'running';
    if (former === 'running') return undefined;
    const others = this.running(known).filter((one) => one !== known);
    if (isNew && others.length > 0) return undefined;
    return this.entry(known, change, former === 'crashed' ? 'restarted' : 'started');
  }

  private ended(known: Known, change: ContainerChange): ChangeEntry | undefined {
    if (known.state !== 'running') return undefined;
    const { exitCode, oomKilled = false, requested = false } = change;
    if (!requested) {
      known.state = 'crashed';
      const why = { ...(exitCode !== undefined && { exitCode }), ...(oomKilled && { oomKilled }) };
      return { ...this.entry(known, change, 'crashed'), ...why };
    }
    known.state = 'stopped';
    const others = this.running(known);
    if (others.some(({ generation }) => generation === known.generation)) return undefined;
    const next = others.find(({ generation }) => generation > known.generation);
    if (next === undefined) return this.entry(known, change, 'stopped');
    return { ...this.entry(next, change, 'replaced'), former: known.generation };
  }

  private removed(id: string, known: Known, change: ContainerChange): ChangeEntry | undefined {
    const ended = known.state === 'running' ? this.ended(known, { ...change, requested: true }) : undefined;
    const wasKnown = this.containers.delete(id);
    if (!wasKnown) return undefined;
    const isLast = ![...this.containers.values()].some((one) => one.function === known.function);
    return isLast ? this.entry(known, change, 'removed') : ended;
  }

  private running({ function: fn }: Known): readonly Known[] {
    return [...this.containers.values()].filter((one) => one.function === fn && one.state === 'running');
  }

  private entry(known: Known, { at }: ContainerChange, change: ChangeEntry['change']): ChangeEntry {
    const { function: fn, generation, instance } = known;
    const several = [...this.containers.values()].some((one) => one.function === fn && one.instance > 1);
    const part = several && change !== 'replaced' ? { instance } : {};
    return { type: 'change', function: fn, time: timeText(at), change, generation, ...part };
  }
}

/** Which container of which function it is. */
export function identity(labels: Labels): Pick<Known, 'function' | 'generation' | 'instance'> {
  return {
    function: labels[LABEL.function] ?? '',
    generation: generationOf({ labels }),
    instance: instanceOf({ labels }),
  };
}
