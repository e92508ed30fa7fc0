/**
 * What all source ops share: an identifier (`<scheme>://…`) and a map of string attributes. Each
 * scheme has its own file (image.ts, local.ts, git.ts, http.ts, oci-layout.ts). A source has no
 * inputs: a graph starts at its sources.
 */
import { create } from '@bufbuild/protobuf';
import { SourceOpSchema } from '../gen/pb/ops_pb.js';
import type { Platform } from '../platform.js';
import type { Vertex } from '../vertex.js';

/**
 * Makes the vertex of a source. Undefined attributes are left out; BuildKit ignores those it does
 * not know.
 */
export function sourceVertex(
  identifier: string,
  attrs: Readonly<Record<string, string | undefined>>,
  options: {
    readonly name?: string | undefined;
    readonly platform?: Platform | undefined;
    readonly caps?: readonly string[];
  },
): Vertex {
  const set: [string, string][] = [];
  for (const [key, value] of Object.entries(attrs)) if (value !== undefined) set.push([key, value]);
  return {
    name: options.name,
    ignoreCache: false,
    platform: options.platform,
    caps: options.caps ?? [],
    inputs: [],
    body: () => ({ case: 'source', value: create(SourceOpSchema, { identifier, attrs: Object.fromEntries(set) }) }),
  };
}
