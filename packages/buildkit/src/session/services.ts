/**
 * The small services of a session: health, registry credentials, secrets.
 *
 *   daemon -> we   Health.Check             every second (BuildKit 0.8) or every five
 *                  -> SERVING               else the session is dropped
 *   daemon -> we   Auth.Credentials{Host}   when a registry requires a login
 *                  -> user and password     or a token without user; empty = anonymous
 *   daemon -> we   Secrets.GetSecret{ID}
 *                  -> the value             or NOT_FOUND
 *
 * Invariant: Health answers at once, so no code in this process may block the event loop for
 * seconds.
 * Gotchas:
 *   1. The other methods of Auth are deliberately not implemented: the daemon then fetches registry
 *      tokens itself.
 *   2. NOT_FOUND lets a step continue without an optional secret; a required one fails the step.
 */
import { create } from '@bufbuild/protobuf';
import type { SolveRequest } from '../api.js';
import {
  Health,
  HealthCheckResponse_ServingStatus,
  HealthCheckResponseSchema,
} from '../gen/grpc/health/v1/health_pb.js';
import { Secrets } from '../gen/moby/buildkit/secrets/v1/secrets_pb.js';
import { Auth } from '../gen/moby/filesync/v1/filesync_pb.js';
import { type Route, STATUS, StatusError, serverStreamRoute, unaryRoute } from './server.js';

const SERVING = create(HealthCheckResponseSchema, { status: HealthCheckResponse_ServingStatus.SERVING });

/** Health: always serving, as long as the process runs. */
export function healthRoutes(): Route[] {
  return [unaryRoute(Health.method.check, () => SERVING), serverStreamRoute(Health.method.watch, () => [SERVING])];
}

/** Credentials for registries from `login`; undefined means anonymous. */
export function authRoutes(login: SolveRequest['login'] = async () => undefined): Route[] {
  return [
    unaryRoute(Auth.method.credentials, async ({ Host }) => {
      const known = await login(Host).catch(() => {
        throw new StatusError(STATUS.unknown, `no answer about a login for ${Host}`);
      });
      return { Username: known?.username ?? '', Secret: known?.secret ?? '' };
    }),
  ];
}

/**
 * Secret values by id. `onMissing` receives an id without a value, for a better error if the step
 * then fails.
 */
export function secretRoutes(secrets: Readonly<Record<string, Uint8Array>>, onMissing: (id: string) => void): Route[] {
  return [
    unaryRoute(Secrets.method.getSecret, ({ ID }) => {
      const data = Object.hasOwn(secrets, ID) ? secrets[ID] : undefined;
      if (data === undefined) {
        onMissing(ID);
        throw new StatusError(STATUS.notFound, `secret ${ID} not found`);
      }
      return { data };
    }),
  ];
}
