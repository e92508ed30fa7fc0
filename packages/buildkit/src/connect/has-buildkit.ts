/**
 * Answers whether an engine has BuildKit, without gRPC: for callers that build nothing.
 *
 *   we -> engine   connect as for a build (dial-failure.ts)
 *   engine -> we   HTTP/2                yes
 *                  an HTTP/1 answer      no, after an attempt with the upgrade where HTTP/2 was
 *                                        expected directly (see connect.ts)
 *
 * A module with an entry of its own in package.json: the package's door loads gRPC, which takes
 * longer than the question.
 */
import { isBuildKitError } from '../errors/error.js';
import { dialFailure } from './dial-failure.js';
import type { DockerTarget } from './target.js';

const ANSWER_MS = 10_000;

/**
 * Whether the engine answers as a BuildKit does. `deadlineMs` (10 000 by default) limits each
 * attempt.
 * @throws the system's or TLS's error when the engine cannot be reached, the signal's reason when
 *   it is aborted
 */
export async function hasBuildKit(
  target: DockerTarget,
  opts: { readonly signal?: AbortSignal; readonly deadlineMs?: number } = {},
): Promise<boolean> {
  const failure = await dialFailure(target, opts.deadlineMs ?? ANSWER_MS, opts.signal);
  if (failure === undefined) return true;
  if (!isBuildKitError(failure, 'no-buildkit')) throw failure;
  return target.transport === 'h2c' && hasBuildKit({ ...target, transport: 'upgrade' }, opts);
}
