import * as http from 'node:http';
import * as https from 'node:https';
import type { Socket } from 'node:net';
import { clearTimeout, setTimeout } from 'node:timers';
import type { AskOptions } from '../../classifier.js';
import type { ServedPlace } from '../place.js';
import { inOneLine, RequestFailure } from '../requestFailure.js';
import type { TransportOptions } from '../transport.js';

/** A whole answer, whatever its status. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What is sent: the path, and for a POST its body with its own headers. */
export interface HttpQuestion {
  readonly path: string;
  readonly body?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer larger than this is none to images. */
const largestAnswer = 256 * 2 ** 20;

/**
 * In milliseconds. Servers close idle connections after two seconds (gunicorn) or five (uvicorn), and a request that is sent meanwhile is lost.
 */
const longestIdle = 1500;

/**
 * Asks one server over HTTP, on connections that are kept. Node's own client: unlike `fetch` it takes a private authority
 * without another package.
 */
export class HttpClient {
  readonly #agent: http.Agent;
  readonly #target: https.RequestOptions;

  constructor(
    { host, port, secure }: Pick<ServedPlace, 'host' | 'port' | 'secure'>,
    private readonly options: TransportOptions,
  ) {
    const { headers, inFlight, ca } = options;
    const kept = { keepAlive: true, maxSockets: inFlight, maxFreeSockets: inFlight };
    this.#agent = secure ? new https.Agent({ ...kept, ...(ca === undefined ? {} : { ca }) }) : new http.Agent(kept);
    // In the list of idle ones, Node closes a connection whose time is up; one that is in use hears nothing of it.
    this.#agent.on('free', (socket: Socket) => socket.setTimeout(longestIdle));
    this.#target = { host, port, headers, agent: this.#agent, protocol: secure ? 'https:' : 'http:' };
  }

  /** @throws RequestFailure where no whole answer comes. */
  send({ path, body, headers = {} }: HttpQuestion, { signal }: AskOptions): Promise<HttpAnswer> {
    const { timeLimit } = this.options;
    const ended = new RequestFailure('ended', 'an end of the run');
    if (signal?.aborted === true) return Promise.reject(ended);
    return new Promise((resolve, reject) => {
      const request = (this.#target.protocol === 'https:' ? https : http).request({
        ...this.#target,
        path,
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          ...headers,
          ...(body === undefined ? {} : { 'content-length': String(body.length) }),
          ...this.options.headers,
        },
      });
      const end = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
      };
      const fail = (failure: RequestFailure): void => {
        end();
        reject(failure);
        request.destroy();
      };
      const abort = (): void => fail(ended);
      const timer = setTimeout(
        () => fail(new RequestFailure('late', `no answer within ${timeLimit / 1000} s`)),
        timeLimit,
      );
      signal?.addEventListener('abort', abort);
      request.on('error', (error: NodeJS.ErrnoException) => fail(failureOf(error)));
      request.on('response', (response) => {
        const parts: Buffer[] = [];
        let length = 0;
        response.on('data', (part: Buffer) => {
          parts.push(part);
          length += part.length;
          if (length > largestAnswer)
            fail(new RequestFailure('wrong', `an answer of more than ${largestAnswer} bytes`));
        });
        const broken = (): void => {
          const whole = response.headers['content-length'];
          const of = whole === undefined ? '' : ` of ${whole}`;
          fail(new RequestFailure('away', `a connection that broke after ${length}${of} bytes of the answer`));
        };
        response.on('error', broken);
        response.on('end', () => {
          if (!response.complete) return broken();
          end();
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) });
        });
      });
      request.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

const certificates = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|ERR_TLS_CERT/;

/** Node's errors by their codes: https://nodejs.org/api/errors.html. */
function failureOf({ code = '', message }: NodeJS.ErrnoException): RequestFailure {
  if (code === 'ECONNREFUSED') return new RequestFailure('away', 'no server (the connection is refused)');
  if (certificates.test(code))
    return new RequestFailure('untrusted', `a certificate that is not trusted (${inOneLine(message)})`);
  if (code.startsWith('HPE_')) return new RequestFailure('wrong', `something that is not HTTP (${inOneLine(message)})`);
  if (code === 'EPROTO' || code.startsWith('ERR_SSL'))
    return new RequestFailure('wrong', `a server that does not speak TLS (${inOneLine(message)})`);
  return new RequestFailure('away', `no answer (${inOneLine(message)})`);
}
