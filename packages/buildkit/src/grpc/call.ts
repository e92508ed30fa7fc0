/**
 * The bridge between protobuf-es, which encodes the messages, and grpc-js, which sends them.
 *
 * Every call to the daemon uses one of the three functions here, one per kind of method. A
 * generated method descriptor (`Control.method.solve`) has its input, its output and its path. So
 * calls are typed end to end and no client stub is generated.
 */
import {
  create,
  type DescMessage,
  type DescMethodBiDiStreaming,
  type DescMethodServerStreaming,
  type DescMethodUnary,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from '@bufbuild/protobuf';
import { type Client, type ClientDuplexStream, type ClientReadableStream, Metadata } from '@grpc/grpc-js';

/**
 * Options of a unary call. Only unary calls take a signal; a stream is stopped by its own
 * `cancel()`.
 */
export interface UnaryOptions {
  metadata?: Metadata;
  signal?: AbortSignal | undefined;
  /** Milliseconds from now; without it a call has no deadline. */
  deadlineMs?: number | undefined;
}

/** The wire path of a method: `/package.Service/Method`. */
export function methodPath(method: { name: string; parent: { typeName: string } }): string {
  return `/${method.parent.typeName}/${method.name}`;
}

const encoder =
  <D extends DescMessage>(schema: D) =>
  (message: MessageShape<D>) =>
    Buffer.from(toBinary(schema, message));
const decoder =
  <D extends DescMessage>(schema: D) =>
  (bytes: Buffer) =>
    fromBinary(schema, bytes);
/** gRPC's deadlines are points in time. */
const deadline = (ms: number | undefined) => (ms === undefined ? {} : { deadline: Date.now() + ms });

/**
 * One request, one response. Rejects with grpc-js's `ServiceError`; CANCELLED when the signal
 * fires.
 */
export function callUnary<I extends DescMessage, O extends DescMessage>(
  client: Client,
  method: DescMethodUnary<I, O>,
  request: MessageInitShape<I>,
  options: UnaryOptions = {},
): Promise<MessageShape<O>> {
  return new Promise((resolve, reject) => {
    const call = client.makeUnaryRequest(
      methodPath(method),
      encoder(method.input),
      decoder(method.output),
      create(method.input, request),
      options.metadata ?? new Metadata(),
      deadline(options.deadlineMs),
      (error, response) => {
        options.signal?.removeEventListener('abort', cancel);
        if (error || response === undefined) reject(error ?? new Error('empty response'));
        else resolve(response);
      },
    );
    const cancel = () => call.cancel();
    if (options.signal?.aborted) cancel();
    options.signal?.addEventListener('abort', cancel, { once: true });
  });
}

/** One request, a stream of responses: iterate the stream, or `cancel()` it. */
export function callServerStream<I extends DescMessage, O extends DescMessage>(
  client: Client,
  method: DescMethodServerStreaming<I, O>,
  request: MessageInitShape<I>,
  metadata: Metadata = new Metadata(),
): ClientReadableStream<MessageShape<O>> {
  return client.makeServerStreamRequest(
    methodPath(method),
    encoder(method.input),
    decoder(method.output),
    create(method.input, request),
    metadata,
  );
}

/** Streams in both directions. */
export function callBidi<I extends DescMessage, O extends DescMessage>(
  client: Client,
  method: DescMethodBiDiStreaming<I, O>,
  metadata: Metadata = new Metadata(),
): ClientDuplexStream<MessageShape<I>, MessageShape<O>> {
  return client.makeBidiStreamRequest(methodPath(method), encoder(method.input), decoder(method.output), metadata);
}
