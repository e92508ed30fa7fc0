/**
 * Selects the version of the Engine API: the engine's response to `GET /version` against what this
 * code was written for.
 *
 * Paths without a version get the engine's newest behaviour, and new engines refuse old versions.
 * So the version is negotiated once and then part of every path (`/v1.41/containers/json`).
 */
import type { EngineInfo } from '@smolfaas/core';
import { SmolfaasError } from '@smolfaas/core';
import type { Endpoint } from '../endpoint/endpoint.js';

/** The newest API that this code was written against. */
const NEWEST = '1.47';
/**
 * The oldest supported API: Docker Engine 20.10, the first with a BuildKit that works for SmolFaaS.
 */
const OLDEST = '1.41';

/** The part of the `GET /version` response that is used. Podman returns the same fields. */
export interface VersionAnswer {
  readonly Version: string;
  readonly ApiVersion: string;
  readonly MinAPIVersion?: string;
  readonly Os: string;
  readonly Arch: string;
  /** The programs that the engine consists of. */
  readonly Components?: readonly { readonly Name: string }[];
}

/** Whether the engine is Podman, where some calls mean something else. */
export function isPodman({ Components = [] }: VersionAnswer): boolean {
  return Components.some(({ Name }) => Name === 'Podman Engine');
}

/**
 * The facts about an engine; `apiVersion` is the version to use.
 * @throws SmolfaasError engine-too-old below API 1.41; engine-error when the engine no longer
 *   speaks any version that SmolFaaS supports
 */
export function engineInfo({ address, label }: Endpoint, answer: VersionAnswer): EngineInfo {
  const apiVersion = compareApi(answer.ApiVersion, NEWEST) < 0 ? answer.ApiVersion : NEWEST;
  if (compareApi(apiVersion, OLDEST) < 0) {
    throw new SmolfaasError('engine-too-old', {
      version: answer.Version,
      apiVersion: answer.ApiVersion,
      minimum: OLDEST,
    });
  }
  if (answer.MinAPIVersion !== undefined && compareApi(NEWEST, answer.MinAPIVersion) < 0) {
    const message = `engine ${answer.Version} speaks API ${answer.MinAPIVersion} and newer; this SmolFaaS speaks up to ${NEWEST}`;
    throw new SmolfaasError('engine-error', { call: 'agree on an API version', status: 400, message });
  }
  return {
    endpoint: label,
    version: answer.Version,
    apiVersion,
    ...(address.kind === 'tcp' && { remoteHost: address.host }),
    platform: { os: answer.Os, architecture: answer.Arch },
  };
}

/** Orders `major.minor` as numbers: 1.9 is older than 1.41. */
export function compareApi(a: string, b: string): number {
  const [aMajor = 0, aMinor = 0] = a.split('.').map(Number);
  const [bMajor = 0, bMinor = 0] = b.split('.').map(Number);
  return aMajor - bMajor || aMinor - bMinor;
}
