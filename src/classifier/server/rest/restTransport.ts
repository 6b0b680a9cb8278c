import { isRecord } from '../../../settings/inWords.js';
import type { AskOptions } from '../../classifier.js';
import type { ServedPlace } from '../place.js';
import { inOneLine, RequestFailure, type RequestFailureKind } from '../requestFailure.js';
import { parameterText } from '../parameterText.js';
import type { ServedModel, Transport, TransportOptions } from '../transport.js';
import { HttpClient, type HttpAnswer, type HttpQuestion } from './httpClient.js';
import { answeredMessage, answeredTensor, askingMessage, parsedLoosely } from './tensorMessage.js';

/** The Open Inference Protocol over HTTP: https://github.com/kserve/open-inference-protocol. */
export function restTransport(place: ServedPlace, options: TransportOptions): Transport {
  const client = new HttpClient(place, options);
  const version = place.version === undefined ? '' : `/versions/${encodeURIComponent(place.version)}`;
  const model = `${place.base}/v2/models/${encodeURIComponent(place.model)}${version}`;
  const send = async (question: HttpQuestion, asked: AskOptions): Promise<HttpAnswer> => {
    const answer = await client.send(question, asked);
    if (answer.status !== 200) throw failureIn(answer, options.hide);
    return answer;
  };
  return {
    name: 'REST',
    server: async (asked) => {
      const { body } = await send({ path: `${place.base}/v2` }, asked);
      const said = parsedLoosely(body.toString());
      return isRecord(said)
        ? { name: textIn(said, 'name'), version: textIn(said, 'version') }
        : { name: '', version: '' };
    },
    model: async (asked) => modelIn(parsedLoosely((await send({ path: model }, asked)).body.toString())),
    infer: async (question, form, asked) => {
      // Written before anything is waited for: the numbers are lent.
      const message = askingMessage(question, form);
      return answeredMessage(await send({ path: `${model}/infer`, ...message }, asked), question.output);
    },
    close: () => client.close(),
  };
}

const textIn = (value: Readonly<Record<string, unknown>>, key: string): string => {
  const text = value[key];
  return typeof text === 'string' ? text : '';
};

function modelIn(said: unknown): ServedModel {
  if (!isRecord(said) || !Array.isArray(said['inputs']) || !Array.isArray(said['outputs']))
    throw new RequestFailure('wrong', 'metadata without inputs and outputs');
  const { inputs, outputs, versions, parameters } = said;
  const listed: readonly unknown[] = Array.isArray(versions) ? versions : [];
  return {
    name: textIn(said, 'name'),
    platform: textIn(said, 'platform'),
    versions: listed.map(String),
    inputs: inputs.map(answeredTensor),
    outputs: outputs.map(answeredTensor),
    parameters: new Map([
      ...outputs.flatMap((output: unknown) => parametersIn(isRecord(output) ? output['parameters'] : undefined)),
      ...parametersIn(parameters),
    ]),
  };
}

const parametersIn = (parameters: unknown): readonly [string, string][] =>
  isRecord(parameters) ? Object.entries(parameters).map(([name, value]) => [name, parameterText(value)]) : [];

/** Statuses of HTTP that say that another time may do: https://www.rfc-editor.org/rfc/rfc9110.html#name-status-codes. */
const busy: ReadonlySet<number> = new Set([429, 502, 503, 504]);

const kinds: Readonly<Record<number, RequestFailureKind>> = {
  400: 'refused',
  401: 'denied',
  403: 'denied',
  404: 'unknown',
  405: 'unknown',
  407: 'denied',
  413: 'refused',
  415: 'refused',
  422: 'refused',
};

function failureIn({ status, headers, body }: HttpAnswer, hide: TransportOptions['hide']): RequestFailure {
  if (busy.has(status))
    return new RequestFailure('busy', `the status ${status}${wordsIn(body, hide)}`, waitIn(headers['retry-after']));
  if (status >= 300 && status < 400) return new RequestFailure('unknown', `a redirect (status ${status})`);
  return new RequestFailure(kinds[status] ?? 'failed', `the status ${status}${wordsIn(body, hide)}`);
}

/** What a server says of its failure, in brackets. */
function wordsIn(body: Buffer, hide: TransportOptions['hide']): string {
  const text = body.toString('utf8', 0, 4096);
  let said: unknown = text;
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) said = value['error'] ?? value['detail'] ?? text;
  } catch {
    // Its own words, then.
  }
  const line = inOneLine(hide(typeof said === 'string' ? said : JSON.stringify(said)));
  return line === '' ? '' : ` (${line.replace(/\.$/, '')})`;
}

/** `Retry-After`, which is in seconds or a date, in milliseconds. */
function waitIn(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds * 1000) : undefined;
}
