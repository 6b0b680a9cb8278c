import { readFileSync } from 'node:fs';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { Server, ServerCredentials, status, type handleUnaryCall, type ServiceDefinition } from '@grpc/grpc-js';
import { bytesField, numbersField, readMessage } from '../../../src/network/onnx/protobuf.js';
import { halves } from './faultyServer.js';

/** What a server does to a request for scores instead of answering it. */
export type GrpcFault =
  | { readonly kind: 'status'; readonly code: number; readonly details?: string }
  | { readonly kind: 'scores'; readonly of: (scores: number[]) => number[] }
  | { readonly kind: 'shape'; readonly shape: readonly number[] }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** It is never answered. */
  | { readonly kind: 'silence' };

export interface FaultyGrpcOptions {
  readonly tls?: boolean;
  /** Whether it takes and gives numbers as bytes. Default true. */
  readonly raw?: boolean;
  /** Whether the parameters of its model are texts, as KServe's are, and not messages, as MLServer's. */
  readonly plainParameters?: boolean;
  /** The largest message it takes, in bytes. */
  readonly most?: number;
  readonly fault?: (request: number, images: number) => GrpcFault | undefined;
}

const lengthed = WireType.LengthDelimited;
const tensor = (writer: BinaryWriter, field: number, name: string, shape: readonly number[]): BinaryWriter => {
  const inner = writer.tag(field, lengthed).fork();
  inner.tag(1, lengthed).string(name).tag(2, lengthed).string('FP32');
  // One by one, which is as good as packed.
  for (const side of shape) inner.tag(3, WireType.Varint).int64(side);
  return inner;
};

/** The same small model as the one of `faultyServer`, over gRPC. */
export async function faultyGrpcServer(options: FaultyGrpcOptions = {}) {
  const { raw = true } = options;
  let { fault } = options;
  const asked: number[] = [];
  const tokens: string[] = [];
  const method = (path: string) => ({
    path: `/inference.GRPCInferenceService/${path}`,
    requestStream: false,
    responseStream: false,
    requestSerialize: (bytes: Buffer) => bytes,
    requestDeserialize: (bytes: Buffer) => bytes,
    responseSerialize: (bytes: Uint8Array) => Buffer.from(bytes),
    responseDeserialize: (bytes: Buffer) => bytes,
  });
  const service: ServiceDefinition = {
    server: method('ServerMetadata'),
    model: method('ModelMetadata'),
    infer: method('ModelInfer'),
  };
  const describeServer: handleUnaryCall<Buffer, Uint8Array> = (_, answer) =>
    answer(null, new BinaryWriter().tag(1, lengthed).string('faulty').tag(2, lengthed).string('1.0').finish());
  const describeModel: handleUnaryCall<Buffer, Uint8Array> = (_, answer) => {
    const writer = new BinaryWriter().tag(1, lengthed).string('halves').tag(2, lengthed).string('1');
    tensor(writer, 4, 'image', [-1, 1, 2, 2]).join();
    tensor(writer, 5, 'scores', [-1, 2]).join();
    const entry = writer.tag(6, lengthed).fork().tag(1, lengthed).string('labels');
    const labels = '["upper", "lower"]';
    if (options.plainParameters === true) entry.tag(2, lengthed).string(labels);
    else entry.tag(2, lengthed).fork().tag(3, lengthed).string(labels).join();
    entry.join();
    answer(null, writer.finish());
  };
  const infer: handleUnaryCall<Buffer, Uint8Array> = (call, answer) => {
    tokens.push(String(call.metadata.get('authorization')));
    const { numbers, isRaw } = numbersIn(call.request);
    if (isRaw && !raw) return answer({ code: status.INVALID_ARGUMENT, details: 'no raw contents' });
    const images = Array.from({ length: numbers.length / 4 }, (_, i) => [...numbers.subarray(4 * i, 4 * i + 4)]);
    const fails = fault?.(asked.length, images.length);
    asked.push(images.length);
    if (fails?.kind === 'silence') return;
    if (fails?.kind === 'status') return answer({ code: fails.code, details: fails.details ?? '' });
    if (fails?.kind === 'bytes') return answer(null, fails.bytes);
    const right = images.flatMap(halves);
    const scores = fails?.kind === 'scores' ? fails.of(right) : right;
    const shape = fails?.kind === 'shape' ? fails.shape : [images.length, 2];
    const bytes = new Uint8Array(Float32Array.from(scores).buffer);
    const writer = new BinaryWriter().tag(1, lengthed).string('halves');
    const output = tensor(writer, 5, 'scores', shape);
    if (!isRaw) output.tag(5, lengthed).fork().tag(6, lengthed).bytes(bytes).join();
    output.join();
    if (isRaw) writer.tag(6, lengthed).bytes(bytes);
    answer(null, writer.finish());
  };
  const server = new Server(options.most === undefined ? {} : { 'grpc.max_receive_message_length': options.most });
  server.addService(service, { server: describeServer, model: describeModel, infer });
  const file = (name: string) => readFileSync(`test/classifier/server/certificates/${name}`);
  const keys = [{ private_key: file('server.key'), cert_chain: file('server.pem') }];
  const credentials =
    options.tls === true ? ServerCredentials.createSsl(null, keys) : ServerCredentials.createInsecure();
  const port = await new Promise<number>((done, fail) =>
    server.bindAsync('127.0.0.1:0', credentials, (error, bound) => (error === null ? done(bound) : fail(error))),
  );
  return {
    url: `oip+grpc${options.tls === true ? 's://localhost' : '://127.0.0.1'}:${port}/v2/models/halves`,
    port,
    asked,
    tokens,
    forget: () => void asked.splice(0),
    set fault(next: FaultyGrpcOptions['fault']) {
      fault = next;
    },
    close: async () => server.forceShutdown(),
  };
}

/** The numbers in a `ModelInferRequest`, and whether they came as raw bytes. */
function numbersIn(request: Buffer): { readonly numbers: Float32Array; readonly isRaw: boolean } {
  let [raw, typed]: (Uint8Array | undefined)[] = [];
  readMessage(request, {
    5: bytesField((input) =>
      readMessage(input, {
        5: bytesField((contents) => readMessage(contents, { 6: numbersField((bytes) => (typed = bytes)) })),
      }),
    ),
    7: bytesField((bytes) => (raw = bytes)),
  });
  return { numbers: new Float32Array(new Uint8Array(raw ?? typed ?? []).buffer), isRaw: raw !== undefined };
}
