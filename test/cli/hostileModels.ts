import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { temporaryFiles } from '../models/temporaryFiles.js';
import { failsOnWhite, sums, sumsThen } from '../models/smallModels.js';

export const lenet = (kind: 'bias' | 'zero-bias'): string => resolve(`examples/models/lenet-${kind}.onnx`);
export const samples = resolve('examples/fashion-mnist/images');

type Write = ReturnType<typeof temporaryFiles>['write'];

/** Model files that something is wrong with, or that something has to be told about, by name. */
export function writeModels(write: Write) {
  const whole = readFileSync(lenet('bias'));
  const cuts = [1, 10, 100, 1000, whole.length >> 1, whole.length - 100, whole.length - 1];
  return {
    good: write('good.onnx', sums()),
    empty: write('empty.onnx', ''),
    cuts: cuts.map((length) => write(`cut-${length}.onnx`, whole.subarray(0, length))),
    picture: write('picture.onnx', readFileSync(`${samples}/bag/00030.png`)),
    opset: write('opset.onnx', sums({ opset: 99 })),
    numbers: write('numbers.onnx', sums({ inputs: [{ name: 'words', shape: ['N', 'T'], type: 'int64' }] })),
    oddRow: write(
      'odd-row.onnx',
      sums({
        inputs: [{ name: 'row', shape: ['N', 7] }],
        nodes: [{ op: 'Identity', inputs: ['row'], outputs: ['sums'] }],
        initializers: [],
        outputs: [{ name: 'sums', shape: ['N', 7] }],
      }),
    ),
    two: write(
      'two.onnx',
      sums({
        inputs: [
          { name: 'image', shape: ['N', 1, 2, 2] },
          { name: 'mask', shape: ['N', 1, 2, 2] },
        ],
      }),
    ),
    dynamic: write('dynamic.onnx', sums({ inputs: [{ name: 'image', shape: ['N', 1, 'H', 'W'] }] })),
    fixedBatch: write(
      'fixed-batch.onnx',
      sums({ inputs: [{ name: 'image', shape: [4, 1, 2, 2] }], outputs: [{ name: 'sums', shape: [4, 2] }] }),
    ),
    notANumber: write(
      'not-a-number.onnx',
      sumsThen([
        { op: 'Log', inputs: ['sums'], outputs: ['log'] },
        { op: 'Sub', inputs: ['log', 'log'], outputs: ['scores'] },
      ]),
    ),
    throws: write('throws.onnx', failsOnWhite()),
  };
}
