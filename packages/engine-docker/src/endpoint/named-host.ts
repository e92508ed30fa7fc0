/**
 * Strategies 1 and 2: an engine named by the user, by option or by DOCKER_HOST.
 *
 * TLS follows the docker client. DOCKER_TLS_VERIFY set to anything (or port 2376) enables it. The
 * certificates come from DOCKER_CERT_PATH, else from the docker configuration directory.
 * Certificates are always verified.
 */
import { dockerConfigDir, readTls } from './docker-config.js';
import { type Endpoint, parseEndpoint } from './endpoint.js';
import type { Place } from './place.js';

/** The option `dockerHost`. @throws SmolfaasError engine-unreachable for an unusable address */
export function fromOption(place: Place): Endpoint | undefined {
  return place.dockerHost ? named(place.dockerHost, 'option dockerHost', place) : undefined;
}

/** The variable DOCKER_HOST. @throws SmolfaasError engine-unreachable for an unusable address */
export function fromDockerHost(place: Place): Endpoint | undefined {
  return place.env.DOCKER_HOST ? named(place.env.DOCKER_HOST, 'DOCKER_HOST', place) : undefined;
}

function named(text: string, origin: string, place: Place): Endpoint {
  const wantsTls = Boolean(place.env.DOCKER_TLS_VERIFY) || /:2376\/?$/.test(text);
  const directory = place.env.DOCKER_CERT_PATH || dockerConfigDir(place);
  return parseEndpoint(text, origin, wantsTls ? readTls(directory, place.files) : undefined);
}
