import { rootCertificates } from 'node:tls';
import type { CallOptions, ServiceError } from '@grpc/grpc-js';
import { InputError, messageOf } from '../../../errors.js';
import { readRegularText, smallLimit } from '../../../files/regularFile.js';
import type { AskOptions } from '../../classifier.js';
import type { ServedPlace } from '../place.js';
import { inOneLine, RequestFailure, type RequestFailureKind } from '../requestFailure.js';
import type { Transport, TransportOptions } from '../transport.js';
import { inferRequest, modelRequest, readInferred, readModel, readServer } from './inferenceMessages.js';
import { missingGrpc } from './missingGrpc.js';

const service = '/inference.GRPCInferenceService/';

/** An answer larger than this is none to images. */
const largestAnswer = 256 * 2 ** 20;

/** The Open Inference Protocol over gRPC. @throws InputError if @grpc/grpc-js is not installed. */
export async function grpcTransport(place: ServedPlace, options: TransportOptions): Promise<Transport> {
  const grpc = await import('@grpc/grpc-js').catch((cause: unknown) => {
    throw new InputError(missingGrpc(place.shown, messageOf(cause)), { cause });
  });
  const host = place.host.includes(':') ? `[${place.host}]` : place.host;
  const client = new grpc.Client(
    `${host}:${place.port}`,
    place.secure
      ? grpc.credentials.createSsl(options.ca ?? (await trustedByNode()))
      : grpc.credentials.createInsecure(),
    {
      'grpc.max_receive_message_length': largestAnswer,
      'grpc.max_send_message_length': -1,
      // What is tried again, and when, is decided in one place for all transports.
      'grpc.enable_retries': 0,
      // As over HTTP.
      'grpc.enable_http_proxy': 0,
      // A server that comes back is found again within the waits between attempts.
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': 1000,
    },
  );
  const metadata = new grpc.Metadata();
  for (const [name, value] of Object.entries(options.headers)) metadata.set(name, value);
  const call = (method: string, request: Uint8Array, { signal }: AskOptions): Promise<Uint8Array> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(new RequestFailure('ended', 'an end of the run'));
      const limited: CallOptions = { deadline: Date.now() + options.timeLimit };
      const abort = (): void => under.cancel();
      const under = client.makeUnaryRequest(
        service + method,
        (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
        (bytes: Buffer): Uint8Array => bytes,
        request,
        metadata,
        limited,
        (error, answer) => {
          signal?.removeEventListener('abort', abort);
          if (error !== null) reject(failureOf(error, options));
          else if (answer === undefined) reject(new RequestFailure('wrong', 'an answer with nothing in it'));
          else resolve(answer);
        },
      );
      signal?.addEventListener('abort', abort);
    });
  return {
    name: 'gRPC',
    server: async (asked) => readServer(await call('ServerMetadata', new Uint8Array(0), asked)),
    model: async (asked) => readModel(await call('ModelMetadata', modelRequest(place), asked)),
    infer: async (question, form, asked) => {
      // Written before anything is waited for: the numbers are lent.
      const request = inferRequest(place, question, form);
      return readInferred(await call('ModelInfer', request, asked), question.output);
    },
    close: () => client.close(),
  };
}

/** What Node trusts beside its own authorities, which @grpc/grpc-js does not look at; null: there is nothing. */
async function trustedByNode(): Promise<Buffer | null> {
  const { NODE_EXTRA_CA_CERTS: file = '' } = process.env;
  if (file === '') return null;
  // Node warns of a file that cannot be read, and goes on.
  const extra = await readRegularText(file, smallLimit).catch(() => '');
  return Buffer.from([...rootCertificates, extra].join('\n'));
}

/** The codes of gRPC: https://grpc.github.io/grpc/core/md_doc_statuscodes.html. */
const kinds: Readonly<Record<number, RequestFailureKind>> = {
  1: 'ended', // CANCELLED
  3: 'refused', // INVALID_ARGUMENT
  4: 'late', // DEADLINE_EXCEEDED
  5: 'unknown', // NOT_FOUND
  7: 'denied', // PERMISSION_DENIED
  8: 'busy', // RESOURCE_EXHAUSTED
  11: 'refused', // OUT_OF_RANGE
  12: 'unknown', // UNIMPLEMENTED
  14: 'away', // UNAVAILABLE
  16: 'denied', // UNAUTHENTICATED
};

function failureOf({ code, details }: ServiceError, { hide, timeLimit }: TransportOptions): RequestFailure {
  // What @grpc/grpc-js puts around the words of a connection that fails.
  const inner = details
    .replace(/^No connection established\. Last error: (?:Error: )?/, '')
    .replace(/\. Resolution note:.*$/s, '');
  const words = inOneLine(hide(inner)).replace(/\.$/, '');
  const kind = kinds[code] ?? 'failed';
  if (kind === 'late') return new RequestFailure('late', `no answer within ${timeLimit / 1000} s`);
  // One code for a server that has too much to do, and for a message that is too large for it.
  if (kind === 'busy' && /larger than|too large|message size|max(imum)? (message|size)/i.test(details))
    return new RequestFailure('refused', `a message that is too large for the server (${words})`);
  if (kind === 'away' && /certificate|altnames/i.test(details))
    return new RequestFailure('untrusted', `a certificate that is not trusted (${words})`);
  if (kind === 'away' && /ECONNREFUSED/.test(details))
    return new RequestFailure('away', 'no server (the connection is refused)');
  return new RequestFailure(kind, `the status ${code}${words === '' ? '' : ` (${words})`}`);
}
