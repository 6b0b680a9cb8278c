import { describe, expect, test } from '@jest/globals';
import { halfOf } from '../../../src/classifier/file/halves.js';
import type { HttpAnswer } from '../../../src/classifier/server/rest/httpClient.js';
import { answeredMessage, askingMessage, parsedLoosely } from '../../../src/classifier/server/rest/tensorMessage.js';
import { isRecord } from '../../../src/settings/inWords.js';

const dims = [1, 2];

function jsonOf(body: Buffer | undefined, length?: number): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse((body ?? Buffer.alloc(0)).toString('utf8', 0, length));
  if (!isRecord(value)) throw new Error('no object');
  return value;
}

const said = (outputs: readonly object[], bytes?: Uint8Array): HttpAnswer => {
  const head = Buffer.from(JSON.stringify({ outputs }));
  return bytes === undefined
    ? { status: 200, headers: {}, body: head }
    : {
        status: 200,
        headers: { 'inference-header-content-length': String(head.length) },
        body: Buffer.concat([head, bytes]),
      };
};

describe('what is asked', () => {
  test.each([
    ['float32', Float32Array.of(0.5, 1), 'FP32', 8],
    ['float64', Float64Array.of(0.5, 1), 'FP64', 16],
    ['uint8', Uint8Array.of(1, 255), 'UINT8', 2],
    ['float16', Uint16Array.of(halfOf(0.5), halfOf(1)), 'FP16', 4],
  ] as const)('of %s is bytes or numbers', (type, values, datatype, size) => {
    const question = { input: { name: 'x', type, dims }, values, batch: 1, output: 'y' };
    const { body, headers } = askingMessage(question, 'bytes');
    const length = Number(headers?.['inference-header-content-length']);
    expect(jsonOf(body, length)).toEqual({
      inputs: [{ name: 'x', shape: [1, 1, 2], datatype, parameters: { binary_data_size: size } }],
      outputs: [{ name: 'y', parameters: { binary_data: true } }],
    });
    expect([...(body?.subarray(length) ?? [])]).toEqual([...new Uint8Array(values.buffer)]);
    const numbers = type === 'uint8' ? [1, 255] : [0.5, 1];
    expect(jsonOf(askingMessage(question, 'numbers').body)).toEqual({
      inputs: [{ name: 'x', shape: [1, 1, 2], datatype, data: numbers }],
      outputs: [{ name: 'y' }],
    });
  });
});

describe('what is answered', () => {
  const y = { name: 'y', datatype: 'FP32', shape: [1, 2] };

  test('is numbers, flat or nested, or bytes behind those of another output', () => {
    for (const data of [[1, 2], [[1, 2]]])
      expect(answeredMessage(said([{ ...y, data }]), 'y')).toMatchObject({ dims: [1, 2], data: Float64Array.of(1, 2) });
    const first = { name: 'x', datatype: 'UINT8', shape: [3], parameters: { binary_data_size: 3 } };
    const second = { ...y, parameters: { binary_data_size: 8 } };
    const bytes = Buffer.concat([Uint8Array.of(7, 7, 7), new Uint8Array(Float32Array.of(1, 2).buffer)]);
    expect(answeredMessage(said([first, second], bytes), 'y')).toEqual({
      type: 'float32',
      dims: [1, 2],
      data: Float32Array.of(1, 2),
    });
  });

  test('has numbers that are none where nothing or a word stands', () => {
    expect(answeredMessage(said([{ ...y, data: [null, 'NaN'] }]), 'y').data).toEqual(Float64Array.of(NaN, NaN));
  });

  test.each<[string, HttpAnswer]>([
    ['0 bytes of numbers, of 8 that are announced', said([{ ...y, parameters: { binary_data_size: 8 } }])],
    ['1 numbers for the shape [1, 2] of "y"', said([{ ...y, data: [1] }])],
    ['an output without data', said([y])],
    ['a tensor without name, datatype and shape', said([{ name: 'y' }])],
    ['the shape ["a"] of "y"', said([{ ...y, shape: ['a'] }])],
    [
      'elements of BYTES in "y"',
      said([{ ...y, datatype: 'BYTES', parameters: { binary_data_size: 0 } }], Buffer.alloc(0)),
    ],
    ['that says 99999 of its JSON', { ...said([y]), headers: { 'inference-header-content-length': '99999' } }],
  ])('%s makes no sense', (found, answer) => {
    expect(() => answeredMessage(answer, 'y')).toThrow(found);
  });

  test('is read as Python writes it', () => {
    expect(parsedLoosely('{"a": [NaN, -Infinity, 1], "b": "NaN, not a number"}')).toEqual({
      a: ['NaN', '-Infinity', 1],
      b: 'NaN, not a number',
    });
  });
});
