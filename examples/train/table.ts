/**
 * Prints the README's table: the accuracy of the four ONNX models on scaled test images, and their favourite class's
 * probability on a black image.
 *
 *     npx tsx examples/train/table.ts [--data DIR]
 */
import { parseArgs } from 'node:util';
import type { InferenceSession } from 'onnxruntime-node';
import { defaultDataDirectory, imagesAt, labels, pixelsPerImage, readFashionMnist } from './data.js';
import { variants } from './networks.js';
import { openOnnx, runOnnx } from './onnxSession.js';

const scalars = [1, 0.25, 0.15, 0.125, 0.1, 0.025, 0.01, 0.001];
const batchSize = 1000;

const { values: options } = parseArgs({ options: { data: { type: 'string', default: defaultDataDirectory } } });
const testSet = await readFashionMnist(options.data, 't10k');

const row = (cells: readonly string[]) => console.log(`| ${cells.join(' | ')} |`);
row(['Model', ...scalars.map(String), 'Zero image']);
row(['---', ...scalars.map(() => '---:'), '---:']);
for (const { name } of variants) {
  const session = await openOnnx(name);
  const cells: string[] = [name];
  for (const scalar of scalars) cells.push((await accuracy(session, scalar)).toFixed(4));
  const zero = await runOnnx(session, new Float32Array(pixelsPerImage));
  cells.push(Math.max(...softmax(zero)).toFixed(4));
  row(cells);
}

/** The share of test images, multiplied by the scalar, whose largest logit is their class. */
async function accuracy(session: InferenceSession, scalar: number): Promise<number> {
  let correct = 0;
  for (let start = 0; start < testSet.count; start += batchSize) {
    const indices = Array.from({ length: Math.min(batchSize, testSet.count - start) }, (_, i) => start + i);
    const logits = await runOnnx(session, imagesAt(testSet, indices, scalar));
    correct += indices.filter((index, i) => {
      const scores = logits.subarray(i * labels.length, (i + 1) * labels.length);
      return scores.indexOf(Math.max(...scores)) === testSet.classes[index];
    }).length;
  }
  return correct / testSet.count;
}

function softmax(logits: Float32Array): number[] {
  const largest = Math.max(...logits);
  const powers = Array.from(logits, (logit) => Math.exp(logit - largest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}
