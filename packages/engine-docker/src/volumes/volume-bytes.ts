/**
 * Measures how much data is in a volume.
 *
 *   GET /system/df?type=volume   from API 1.42 on: UsageData.Size of each volume;
 *                                -1 if its driver does not report it
 *
 * Older engines have no `type` and would also measure every container, image and cache record. So
 * SmolFaaS does not query them.
 */
import type Docker from 'dockerode';
import type { Connection } from '../connection/connection.js';

/** The first API whose disk usage can be queried for one kind. */
const FIRST = [1, 42] as const;

/** The part of the response that is used. */
interface DiskUsageAnswer {
  readonly Volumes?: readonly { readonly Name: string; readonly UsageData?: { readonly Size: number } | null }[] | null;
}

/**
 * Bytes by name; volumes that this engine does not measure are left out.
 * @throws SmolfaasError engine-*, or the signal's reason
 */
export async function volumeBytes(
  engine: Connection,
  names: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  signal.throwIfAborted();
  const [major = 0, minor = 0] = engine.info.apiVersion.split('.').map(Number);
  if (names.length === 0 || major < FIRST[0] || (major === FIRST[0] && minor < FIRST[1])) return new Map();
  const answer = await engine.call('measure volumes', signal, askVolumes);
  const sizes = (answer.Volumes ?? []).map(({ Name, UsageData }) => [Name, UsageData?.Size ?? -1] as const);
  return new Map(sizes.filter(([name, size]) => names.includes(name) && size >= 0));
}

/** The client library's own call has no parameter for a type. */
function askVolumes({ modem }: Docker, abortSignal: AbortSignal): Promise<DiskUsageAnswer> {
  const request = {
    path: '/system/df?',
    method: 'GET',
    options: { type: 'volume' },
    abortSignal,
    statusCodes: { 200: true },
  };
  return new Promise((resolve, reject) => {
    modem.dial(request, (error, answer) => {
      if (error !== null) reject(error);
      else resolve(isAnswer(answer) ? answer : {});
    });
  });
}

const isAnswer = (answer: unknown): answer is DiskUsageAnswer => typeof answer === 'object' && answer !== null;
