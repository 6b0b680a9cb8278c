import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { readFileSync } from 'node:fs';
import type { AddressInfo, Socket } from 'node:net';
import { isRecord } from '../../../src/settings/inWords.js';

/** What a server does to a request for scores instead of answering it. */
export type ServerFault =
  | { readonly kind: 'status'; readonly status: number; readonly body?: string; readonly retryAfter?: string }
  /** The connection ends before the answer, or in the middle of it. */
  | { readonly kind: 'dropped' | 'half' }
  /** An answer that is whole and wrong. */
  | { readonly kind: 'body'; readonly body: string }
  | { readonly kind: 'scores'; readonly of: (scores: number[]) => number[] }
  | { readonly kind: 'shape'; readonly shape: readonly number[] }
  /** Answered after so many milliseconds. */
  | { readonly kind: 'slow'; readonly after: number };

export interface FaultyOptions {
  /** Whether it takes numbers as bytes. Default true. */
  readonly binary?: boolean;
  /** Larger batches are refused with this status. */
  readonly most?: { readonly images: number; readonly status: number };
  /** What it says of its model beside the usual. */
  readonly metadata?: object;
  /** What is to be done to the request for scores with this number, from 0; undefined: it is answered. */
  readonly fault?: (request: number, images: number) => ServerFault | undefined;
  readonly tls?: boolean;
  /** What the server has to be told in headers; else it answers 401. */
  readonly authorization?: string;
}

/** A small server of the Open Inference Protocol that can be told to fail: a model of 2x2 pixels and two labels. */
export interface FaultyServer {
  readonly url: string;
  readonly port: number;
  /** Sizes of the batches it was asked about, those that it failed on included. */
  readonly asked: readonly number[];
  readonly headers: readonly IncomingMessage['headers'][];
  /** Connections that were ever made. */
  readonly connections: number;
  /** Connections that are open now. */
  open(): Promise<number>;
  /** Forgets what it was asked: numbers of requests begin at 0 again. */
  forget(): void;
  set fault(fault: FaultyOptions['fault']);
  close(): Promise<void>;
}

const jsonLength = 'inference-header-content-length';

/** Sums of the halves of an image, the second with a bias. */
export const halves = ([a = 0, b = 0, c = 0, d = 0]: readonly number[]): number[] => [a + b, c + d + 0.25];

const metadata = {
  name: 'halves',
  versions: ['1'],
  platform: 'none',
  inputs: [{ name: 'image', datatype: 'FP32', shape: [-1, 1, 2, 2] }],
  outputs: [{ name: 'scores', datatype: 'FP32', shape: [-1, 2] }],
  parameters: { labels: ['upper', 'lower'] },
};

const certificate = (name: string) => readFileSync(`test/classifier/server/certificates/${name}`);

/** Starts a server on a free port of this machine. */
export async function faultyServer(options: FaultyOptions = {}): Promise<FaultyServer> {
  let { fault } = options;
  const asked: number[] = [];
  const headers: IncomingMessage['headers'][] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('error', () => undefined);
    request.on('end', () => {
      headers.push(request.headers);
      const say = (status: number, value: unknown): void =>
        void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
      if (options.authorization !== undefined && request.headers.authorization !== options.authorization)
        return say(401, { error: `not let in with ${request.headers.authorization}` });
      if (request.url === '/v2') return say(200, { name: 'faulty', version: '1.0', extensions: [] });
      if (request.url === '/v2/models/halves') return say(200, { ...metadata, ...options.metadata });
      if (request.url !== '/v2/models/halves/infer') return say(404, { error: 'no such model' });
      answer(Buffer.concat(parts), request, response);
    });
  };
  const answer = (body: Buffer, request: IncomingMessage, response: ServerResponse): void => {
    const say = (status: number, value: unknown): void => void response.writeHead(status).end(JSON.stringify(value));
    const length = request.headers[jsonLength];
    if (length !== undefined && options.binary === false) return say(422, { detail: 'no JSON' });
    const { images, binary } = read(body, typeof length === 'string' ? Number(length) : undefined);
    const fails = fault?.(asked.length, images.length);
    asked.push(images.length);
    if (options.most !== undefined && images.length > options.most.images)
      return say(options.most.status, { error: `batches have at most ${options.most.images} images` });
    let scores = images.flatMap(halves);
    let shape: readonly number[] = [images.length, 2];
    switch (fails?.kind) {
      case 'status':
        if (fails.retryAfter !== undefined) response.setHeader('retry-after', fails.retryAfter);
        return void response.writeHead(fails.status).end(fails.body ?? '');
      case 'dropped':
        return void request.socket.destroy();
      case 'body':
        return void response.writeHead(200).end(fails.body);
      case 'scores':
        scores = fails.of(scores);
        break;
      case 'shape':
        shape = fails.shape;
        break;
    }
    const { head, whole } = written(scores, shape, binary);
    response.writeHead(200, {
      ...(binary ? { [jsonLength]: String(head) } : {}),
      'content-length': String(whole.length),
    });
    if (fails?.kind === 'half') {
      response.write(whole.subarray(0, Math.floor(whole.length / 2)));
      setTimeout(() => request.socket.destroy(), 20);
    } else if (fails?.kind === 'slow') setTimeout(() => response.end(whole), fails.after).unref();
    else response.end(whole);
  };
  const server =
    options.tls === true
      ? createTlsServer({ cert: certificate('server.pem'), key: certificate('server.key') }, handle)
      : createServer(handle);
  server.on('connection', (socket: Socket) => {
    connections++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = addressOf(server.address());
  return {
    url: `oip+http${options.tls === true ? 's' : ''}://127.0.0.1:${port}/v2/models/halves`,
    port,
    asked,
    headers,
    get connections() {
      return connections;
    },
    open: async () => sockets.size,
    forget: () => void asked.splice(0),
    set fault(next: FaultyOptions['fault']) {
      fault = next;
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

const addressOf = (address: string | AddressInfo | null): AddressInfo => {
  if (address === null || typeof address === 'string') throw new Error('no address');
  return address;
};

/** The images in a request, and whether its numbers came as bytes. */
function read(body: Buffer, length: number | undefined): { readonly images: number[][]; readonly binary: boolean } {
  const value: unknown = JSON.parse(body.toString('utf8', 0, length ?? body.length));
  const inputs: unknown = isRecord(value) ? value['inputs'] : undefined;
  const input: unknown = Array.isArray(inputs) ? inputs[0] : undefined;
  const data: unknown = isRecord(input) ? input['data'] : undefined;
  const numbers =
    length === undefined
      ? Array.isArray(data)
        ? data.map(Number)
        : []
      : [...new Float32Array(new Uint8Array(body.subarray(length)).buffer)];
  return {
    images: Array.from({ length: numbers.length / 4 }, (_, i) => numbers.slice(4 * i, 4 * i + 4)),
    binary: length !== undefined,
  };
}

function written(scores: readonly number[], shape: readonly number[], binary: boolean) {
  const output = { name: 'scores', datatype: 'FP32', shape };
  if (!binary) {
    // As Python writes what JSON does not have.
    const data = `[${scores.join(', ')}]`;
    const text = JSON.stringify({ model_name: 'halves', outputs: [{ ...output, data: [] }] });
    return { head: 0, whole: Buffer.from(text.replace('"data":[]', `"data": ${data}`)) };
  }
  const bytes = Buffer.from(Float32Array.from(scores).buffer);
  const parameters = { binary_data_size: bytes.length };
  const head = Buffer.from(JSON.stringify({ model_name: 'halves', outputs: [{ ...output, parameters }] }));
  return { head: head.length, whole: Buffer.concat([head, bytes]) };
}
