/**
 * Entry point of @smolfaas/buildkit: connect to a BuildKit daemon, solve, follow the progress.
 *
 * Reading order: solve/solve.ts (the spine), solve/gateway.ts, session/session.ts,
 * filesync/sender.ts, progress/reducer.ts, connect/dial.ts, connect/transport.ts. Nothing here
 * knows functions or containers.
 */
export type {
  BasedOn,
  BuildKitClient,
  ContainerDefaults,
  ContentStore,
  DaemonInfo,
  DiskUsageRecord,
  ExportConsumer,
  Exporter,
  ImageConfig,
  ImageConfigOptions,
  PruneOptions,
  RegistryLogin,
  ResolvedImage,
  SolveInput,
  SolveRequest,
  SolveResult,
  SshAgent,
  Worker,
} from './api.js';
export { connect } from './connect.js';
export type { BuildKitTarget, DockerTarget, StreamTarget, TargetTls, TcpTarget, UnixTarget } from './connect/target.js';
export {
  BuildKitError,
  type BuildKitErrorCode,
  type ErrorDetails,
  type ImageNotFoundCause,
  isBuildKitError,
} from './errors/error.js';
export { readTree, type ReadTreeOptions } from './filesync/read-tree.js';
export type { FileEntry, FileTree } from './filesync/tree.js';
export type { ProgressEvent, Step, StepSummary } from './progress/events.js';
