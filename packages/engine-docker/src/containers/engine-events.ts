/**
 * The events of an engine as values: one JSON object per line of `GET /events`.
 *
 *   {"Action":"die","Actor":{"ID":"…","Attributes":{"exitCode":"3",…}},"timeNano":…}
 *
 * Attributes hold the labels of the container among facts of the engine. Podman calls `die` `died`,
 * `destroy` `remove`, and the exit code `containerExitCode`.
 */
import type { Labels } from '@smolfaas/core';

/** The fields of an event that are used. */
export interface EngineEvent {
  readonly action: string;
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly exitCode: number | undefined;
  /** Absent when no reader of events needs them. */
  readonly labels?: Labels;
}

/** The event of one line; none for an empty line. Pure. */
export function eventIn(line: string): readonly EngineEvent[] {
  if (line.trim() === '') return [];
  const event: { Action?: string; Actor?: { ID?: string; Attributes?: Record<string, string> }; timeNano?: number } =
    JSON.parse(line);
  const labels = event.Actor?.Attributes ?? {};
  const { exitCode, containerExitCode = exitCode } = labels;
  return [
    {
      action: event.Action ?? '',
      id: event.Actor?.ID ?? '',
      at: (event.timeNano ?? 0) / 1e6,
      exitCode: containerExitCode === undefined ? undefined : Number(containerExitCode),
      labels,
    },
  ];
}
