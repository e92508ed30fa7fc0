/**
 * Entry point of @smolfaas/llb: write a build graph, turn it into bytes, print it, bind it to one
 * solve.
 *
 * Reading order: state.ts, vertex.ts, ops/exec.ts, canonical.ts, definition/marshal.ts,
 * definition/rewrite.ts. The package does no input or output of any kind. The generated protobuf
 * code has its own entry point (`@smolfaas/llb/pb/ops_pb.js`), for clients that put definitions
 * into requests. This one exports only the protobuf types that its signatures need.
 */
export { digestOf } from './canonical.js';
export {
  type BindDefinitionOptions,
  bindDefinition,
  inOrder,
  type LocalBinding,
  type Proxy,
  withImages,
  withLayouts,
  withLocals,
  withOciSession,
  withOciStore,
  withPlatform,
  withProxy,
  withResolveMode,
} from './definition/bind.js';
export type { Definition, Step } from './definition/definition.js';
export { type Lineage, lineageOf } from './definition/lineage.js';
export { marshal, type MarshalOptions } from './definition/marshal.js';
export { type OpRewriter, rewrite } from './definition/rewrite.js';
export { imagesOf, sourcesOf } from './definition/sources.js';
export { type SecretFile, withSecretFile } from './definition/secret-file.js';
export { LlbError, type LlbErrorCode } from './errors.js';
export { copyWithFixedTimes, type FixedTimeCopy } from './fixed-times.js';
export { nested } from './nested.js';
export type { Op, OpMetadata } from './gen/pb/ops_pb.js';
export type { Network, RunOptions } from './ops/exec.js';
export {
  copy,
  type CopyOptions,
  EPOCH,
  type FileAction,
  mkdir,
  type MkdirOptions,
  mkfile,
  type MkfileOptions,
  type Owner,
  rm,
  type RmOptions,
  type Timestamp,
} from './ops/file-actions.js';
export type { GitOptions } from './ops/git.js';
export type { HttpOptions } from './ops/http.js';
export type { ImageOptions, ResolveMode } from './ops/image.js';
export type { LocalOptions } from './ops/local.js';
export {
  type BindOptions,
  bindMount,
  cacheMount,
  type CacheSharing,
  type Mount,
  type SecretOptions,
  secretMount,
  sshMount,
  type SshOptions,
  tmpfsMount,
} from './ops/mounts.js';
export type { OciLayoutOptions } from './ops/oci-layout.js';
export { normaliseReference } from './ops/reference.js';
export type { Platform } from './platform.js';
export { print } from './print/print.js';
export { diff, type Exec, git, http, image, imageOf, local, merge, ociLayout, scratch, type State } from './state.js';
export type { Filesystem, InputIndexes, Output, Vertex } from './vertex.js';
