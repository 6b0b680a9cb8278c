import { halfToNumber } from '../../../network/onnx/constant.js';
import { isRecord } from '../../../settings/inWords.js';
import type { GivenTensor } from '../../file/sent.js';
import { datatypeOf, tensorOfBytes, tensorOfNumbers, type AnsweredTensor } from '../datatypes.js';
import { inOneLine, RequestFailure } from '../requestFailure.js';
import type { NumberForm, Question } from '../transport.js';
import type { HttpAnswer, HttpQuestion } from './httpClient.js';

// Tensors in requests and answers: as JSON, or as JSON with the numbers as bytes behind it. How long the JSON is then stands in a
// header. https://github.com/kserve/open-inference-protocol, and its extension of binary tensor data.

const jsonLength = 'inference-header-content-length';

/** Images as a request has them. */
export function askingMessage(
  { input, values, batch, output }: Question,
  form: NumberForm,
): Omit<HttpQuestion, 'path'> {
  const tensor = { name: input.name, shape: [batch, ...input.dims], datatype: datatypeOf[input.type] };
  if (form === 'numbers') {
    const data = input.type === 'float16' ? Array.from(values, halfToNumber) : Array.from(values);
    const body = JSON.stringify({ inputs: [{ ...tensor, data }], outputs: [{ name: output }] });
    return { body: Buffer.from(body), headers: { 'content-type': 'application/json' } };
  }
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const head = Buffer.from(
    JSON.stringify({
      inputs: [{ ...tensor, parameters: { binary_data_size: bytes.length } }],
      outputs: [{ name: output, parameters: { binary_data: true } }],
    }),
  );
  return {
    body: Buffer.concat([head, bytes]),
    headers: { 'content-type': 'application/octet-stream', [jsonLength]: String(head.length) },
  };
}

/** The output that was asked for, as an answer has it. @throws RequestFailure if it is not there, or makes no sense. */
export function answeredMessage({ headers, body }: HttpAnswer, output: string): GivenTensor {
  const head = headers[jsonLength];
  const length = typeof head === 'string' ? Number(head) : body.length;
  if (!(Number.isInteger(length) && length >= 0 && length <= body.length))
    throw new RequestFailure(
      'wrong',
      `an answer of ${body.length} bytes that says ${inOneLine(String(head))} of its JSON`,
    );
  const value = parsedLoosely(body.toString('utf8', 0, length));
  const outputs: unknown = isRecord(value) ? value['outputs'] : undefined;
  if (!Array.isArray(outputs)) throw new RequestFailure('wrong', 'an answer without outputs');
  let next = length;
  for (const each of outputs) {
    const tensor = answeredTensor(each);
    const size = binarySize(each);
    const bytes = body.subarray(next, next + (size ?? 0));
    next += size ?? 0;
    if (next > body.length)
      throw new RequestFailure(
        'wrong',
        `${body.length - length} bytes of numbers, of ${next - length} that are announced`,
      );
    if (tensor.name !== output) continue;
    if (size !== undefined) return tensorOfBytes(tensor, bytes);
    return tensorOfNumbers(tensor, Float64Array.from(numbersIn(isRecord(each) ? each['data'] : undefined)));
  }
  throw new RequestFailure('wrong', `an answer without the output "${output}"`);
}

/** A tensor's description in JSON. @throws RequestFailure if it is none. */
export function answeredTensor(value: unknown): AnsweredTensor {
  const { name, datatype, shape } = isRecord(value) ? value : {};
  if (typeof name !== 'string' || typeof datatype !== 'string' || !Array.isArray(shape))
    throw new RequestFailure('wrong', 'a tensor without name, datatype and shape');
  const sides: readonly unknown[] = shape;
  // Some write sizes as texts, as protobuf's JSON does.
  const sizes = sides.map(Number);
  if (!sizes.every((side) => Number.isInteger(side)))
    throw new RequestFailure('wrong', `the shape ${inOneLine(JSON.stringify(shape))} of "${inOneLine(name)}"`);
  return { name, datatype, shape: sizes };
}

function binarySize(value: unknown): number | undefined {
  const parameters: unknown = isRecord(value) ? value['parameters'] : undefined;
  const size = isRecord(parameters) ? parameters['binary_data_size'] : undefined;
  return typeof size === 'number' && Number.isInteger(size) && size >= 0 ? size : undefined;
}

/** Numbers, flat or nested as the shape is. What is no number becomes one that is not finite, and is told of as such. */
function* numbersIn(data: unknown): Generator<number> {
  if (!Array.isArray(data)) throw new RequestFailure('wrong', 'an output without data');
  for (const each of data)
    if (Array.isArray(each)) yield* numbersIn(each);
    else yield typeof each === 'number' ? each : typeof each === 'string' ? Number(each) : NaN;
}

/** JSON, and what Python makes of numbers that JSON does not have: `NaN`, `-Infinity`. @throws RequestFailure if it is neither. */
export function parsedLoosely(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    try {
      return JSON.parse(text.replaceAll(/(?<=[[,:\s])-?(?:NaN|Infinity)(?=[\],}\s])/g, (number) => `"${number}"`));
    } catch {
      throw new RequestFailure('wrong', `an answer that is no JSON (${inOneLine(text.slice(0, 1000)).slice(0, 60)})`);
    }
  }
}
