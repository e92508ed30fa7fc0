/**
 * Pulls an image from its registry, for images that are run rather than built from.
 *
 *   POST /images/create?fromImage=…&tag=…   X-Registry-Auth: base64url of the login as JSON, if any
 *     200, then one JSON object per line; `{"error": …}` on a late failure
 *     404 the registry does not have it, 500 any other reason
 *
 * The status is sent before the first byte is pulled. So success is known only when the stream ends
 * without an error line.
 *
 * Gotcha: BuildKit requests a login when a registry demands one, but the engine accepts it only in
 * advance. So the user's helper runs for public images too, as with `docker pull`.
 */
import { hostOfReference } from '@smolfaas/llb/reference.js';
import { isSmolfaasError, type PullProgress, SmolfaasError } from '@smolfaas/core';
import { toImageProblem, type RegistryLogin, type RegistryLogins } from '../registry-logins.js';
import { answerStream } from '../connection/answer-stream.js';
import type { Connection } from '../connection/connection.js';
import { splitTag } from '../connection/image-name.js';
import { firstError, pullProgress } from '../connection/progress-lines.js';
import { pullFailure } from './pull-failure.js';

/**
 * A pull may take minutes. If it takes longer than this, the registry or the connection to it is at
 * fault. In milliseconds.
 */
const PULL_DEADLINE_MS = 10 * 60_000;

/**
 * Pulls one reference with the user's login.
 * @throws SmolfaasError image-pull-failed, registry-login-failed, engine-*
 */
export async function pullImage(
  engine: Connection,
  logins: RegistryLogins,
  reference: string,
  signal: AbortSignal,
  onProgress: (progress: PullProgress) => void = () => undefined,
): Promise<void> {
  const login = await logins.login(hostOfReference(reference));
  try {
    await fetchImage(engine, login && authConfig(login, reference), reference, signal, onProgress);
  } catch (error) {
    if (!isSmolfaasError(error, 'engine-error')) throw error;
    const { message } = error.facts;
    const problem = toImageProblem({ reference, why: pullFailure(message), message, fetcher: 'engine' }, logins);
    throw new SmolfaasError('image-pull-failed', problem, { cause: error });
  }
}

/** One login in the engine's form. */
type AuthConfig = Readonly<Record<string, string>>;

/** The address is only for old engines: the registry follows from the reference. Pure. */
function authConfig({ username, secret }: RegistryLogin, reference: string): AuthConfig {
  const serveraddress = hostOfReference(reference);
  return username === '' ? { identitytoken: secret, serveraddress } : { username, password: secret, serveraddress };
}

function fetchImage(
  engine: Connection,
  auth: AuthConfig | undefined,
  reference: string,
  signal: AbortSignal,
  onProgress: (progress: PullProgress) => void,
): Promise<void> {
  const call = `pull image ${reference}`;
  return engine.call(
    call,
    signal,
    async (docker, abortSignal) => {
      const stream = answerStream(await docker.createImage(auth, { ...source(reference), abortSignal }));
      const stop = () => stream.destroy();
      abortSignal.addEventListener('abort', stop, { once: true });
      try {
        const message = await firstError(stream, pullProgress(onProgress));
        if (message !== undefined) throw new SmolfaasError('engine-error', { call, status: 200, message });
      } finally {
        abortSignal.removeEventListener('abort', stop);
      }
    },
    PULL_DEADLINE_MS,
  );
}

/**
 * A digest is part of the name itself. A name without a tag would pull every tag of the repository.
 * Pure.
 */
function source(reference: string): { readonly fromImage: string; readonly tag?: string } {
  if (reference.includes('@')) return { fromImage: reference };
  const { repo, tag } = splitTag(reference);
  return { fromImage: repo, tag };
}
