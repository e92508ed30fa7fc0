/**
 * Remarks about plug-ins, files and the log: what a user should know besides the run itself.
 */
import type { Listener } from './events.js';

export type Remark = (level: 'note' | 'warning', message: string) => void;

/** A session that stays open makes each remark once. */
export function oncePerText(emit: Listener): Remark {
  const made = new Set<string>();
  return (level, message) => {
    if (made.has(message)) return;
    made.add(message);
    emit({ type: 'remark', level, message });
  };
}
