/**
 * Platforms: how this package writes them, and which ops carry one.
 *
 * A recipe does not choose a platform; the code that binds it to a builder does. Only ops whose
 * result depends on a platform carry it: registry images (which variant of a multi-platform image)
 * and execs (which machine runs the process). On a file op or on local files it would only split
 * the cache. Both marshal and bind use this file, so they cannot disagree.
 */
import { create } from '@bufbuild/protobuf';
import { type Op, type Platform as PbPlatform, PlatformSchema } from './gen/pb/ops_pb.js';

/** A platform in OCI terms, e.g. `{ os: 'linux', architecture: 'arm64', variant: 'v8' }`. */
export interface Platform {
  /** As Go names it: `linux`, `windows`, … */
  readonly os: string;
  /** As Go names it: `amd64`, `arm64`, … */
  readonly architecture: string;
  /** Variant of the architecture, such as `v7` of `arm`. */
  readonly variant?: string;
}

/** Whether this kind of op carries a platform. */
export function takesPlatform(body: Op['op']): boolean {
  if (body.case === 'exec') return true;
  return body.case === 'source' && /^(docker-image|oci-layout):\/\//.test(body.value.identifier);
}

/** The platform as a protobuf message. */
export function toPbPlatform(platform: Platform): PbPlatform {
  return create(PlatformSchema, {
    OS: platform.os,
    Architecture: platform.architecture,
    Variant: platform.variant ?? '',
  });
}
