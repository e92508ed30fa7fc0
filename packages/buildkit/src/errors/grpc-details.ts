/**
 * Reads the structured part of a gRPC error: the trailer `grpc-status-details-bin`.
 *
 *   trailer        google.rpc.Status (protobuf), its `details` a list of Any
 *   Any.type_url   github.com/moby/buildkit/errdefs.Vertex+json | errdefs.Source+json | …
 *   Any.value      JSON, although an Any usually holds protobuf
 *
 * Gotcha: Docker Engine 20.10 sends no details. There only the Status stream names the step.
 */
import { fromBinary } from '@bufbuild/protobuf';
import type { Any } from '@bufbuild/protobuf/wkt';
import type { ServiceError } from '@grpc/grpc-js';
import { StatusSchema } from '../gen/google/rpc/status_pb.js';

/** Where an error occurred, as the daemon reports it. */
export interface ErrorLocation {
  /** Digest of the vertex that failed. */
  vertex?: string;
  /** First line of the source (a Dockerfile) it came from. */
  line?: number;
}

/** The vertex and line in a grpc-js error; empty if the daemon reports none. */
export function placeOf(error: Pick<ServiceError, 'metadata'>): ErrorLocation {
  const trailer = error.metadata?.get('grpc-status-details-bin')[0];
  return Buffer.isBuffer(trailer) ? decodePlace(trailer) : {};
}

/** Decodes the trailer's bytes. Skips details of other kinds, or ones that are not JSON. */
export function decodePlace(trailer: Uint8Array): ErrorLocation {
  const place: ErrorLocation = {};
  for (const detail of fromBinary(StatusSchema, trailer).details) {
    const value = jsonOf(detail);
    if (detail.typeUrl.endsWith('errdefs.Vertex+json'))
      Object.assign(place, pick('vertex', value?.['digest'], 'string'));
    if (detail.typeUrl.endsWith('errdefs.Source+json')) Object.assign(place, pick('line', firstLine(value), 'number'));
  }
  return place;
}

type Json = Record<string, unknown>;

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null;

function jsonOf(detail: Any): Json | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(detail.value).toString('utf8'));
    return isJson(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** `ranges[0].start.line` of a Source. */
function firstLine(source: Json | undefined): unknown {
  const range: unknown = Array.isArray(source?.['ranges']) ? source['ranges'][0] : undefined;
  const start = isJson(range) ? range['start'] : undefined;
  return isJson(start) ? start['line'] : undefined;
}

function pick(key: string, value: unknown, type: 'string' | 'number'): Json {
  return typeof value === type ? { [key]: value } : {};
}
