import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { fromSession, type OnnxSession } from 'conic';
import { scalarInvariance } from '../../../properties/index.js';
import { isSessionTensor } from '../../../src/classifier/onnx/session.js';
import { ClassifierError, InputError } from '../../../src/errors.js';
import { check } from '../../../src/run/check.js';

interface Told {
  readonly shape?: readonly (number | string)[];
  readonly outputs?: readonly string[];
  readonly scores?: (pixels: readonly number[]) => readonly number[];
}

/**
 * A session as onnxruntime-web's are: one run at a time, in a worker that takes the memory of what it is fed, with results that
 * have to be fetched from a device.
 */
function session({ shape = ['N', 1, 2, 2], outputs = ['scores'], scores = halves }: Told = {}) {
  let busy = false;
  const asked: number[] = [];
  const made: OnnxSession = {
    inputNames: ['image'],
    outputNames: outputs,
    inputMetadata: [{ name: 'image', isTensor: true, type: 'float32', shape }],
    outputMetadata: outputs.map((name) => ({ name, isTensor: true, type: 'float32', shape: ['N', 'classes'] })),
    run: async (feeds, fetches) => {
      if (busy) throw new Error('session already started');
      busy = true;
      await new Promise((done) => setImmediate(done));
      busy = false;
      const { image } = feeds;
      if (!isSessionTensor(image)) throw new Error('no tensor');
      const { dims, data } = image;
      const [count = 0] = dims;
      asked.push(count);
      const size = data.length / count;
      const rows = Array.from({ length: count }, (_, i) =>
        scores(Array.from({ length: size }, (__, j) => Number(data[i * size + j]))),
      );
      if (data instanceof Float32Array) structuredClone(data, { transfer: [data.buffer] });
      const given = Float32Array.from(rows.flat());
      const tensor = { type: 'float32', dims: [count, rows[0]!.length], data: [], location: 'gpu-buffer' };
      return { [fetches[0]!]: { ...tensor, getData: async () => given } };
    },
  };
  return { made, asked };
}

/** Sums of the halves of an image, the second with a bias. */
const halves = ([a = 0, b = 0, c = 0, d = 0]: readonly number[]) => [a + b, c + d + 0.25];

describe('a session', () => {
  test('is asked as it is, in batches that it takes one after the other', async () => {
    const { made, asked } = session();
    const classifier = await fromSession(made, { labels: ['upper', 'lower'], batchLimit: 2, id: 'mine' });
    expect(classifier.spec).toMatchObject({
      id: 'mine',
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      engine: 'onnxruntime (a session of the caller)',
      shape: { height: 2, width: 2, channels: 1 },
      layout: 'nchw',
      scores: 'logits',
      labels: ['upper', 'lower'],
      batchLimit: 2,
    });
    const data = Float32Array.of(1, 2, 3, 4, 0, 0, 0, 0, 4, 3, 2, 1);
    asked.length = 0;
    const [all, again] = await Promise.all([
      classifier.classify({ data, count: 3 }),
      classifier.classify({ data, count: 1, factors: Float64Array.of(0.5) }),
    ]);
    expect([...all]).toEqual([3, 7.25, 0, 0.25, 7, 3.25]);
    expect([...again]).toEqual([1.5, 3.75]);
    expect(asked).toEqual([2, 1, 1]);
    expect((await check(scalarInvariance(), classifier, { seed: 1, cases: 100 })).verdict).toBe('violated');
    await classifier.dispose();
    await expect(classifier.classify({ data, count: 1 })).rejects.toThrow('mine: found it has been disposed of');
    expect(await made.run({ image: { type: 'float32', dims: [1, 4], data: [1, 1, 1, 1] } }, ['scores'])).toBeDefined();
  });

  test('says what its scores are by what they look like, or is told', async () => {
    const shares = (pixels: readonly number[]) => {
      const [a = 0, b = 0] = halves(pixels).map((sum) => sum + 1);
      return [a / (a + b), b / (a + b)];
    };
    const logistic = (pixels: readonly number[]) => [1 / (1 + Math.exp(-pixels[0]!))];
    expect((await fromSession(session({ scores: shares }).made)).spec.scores).toBe('probabilities');
    expect((await fromSession(session({ scores: shares }).made, { scores: 'logits' })).spec.scores).toBe('logits');
    const one = await fromSession(session({ scores: logistic }).made, { labels: ['no', 'yes'] });
    expect(one.spec).toMatchObject({ scores: 'probabilities', labels: ['no', 'yes'] });
    expect([...(await one.classify({ data: Float32Array.of(0, 1, 1, 1), count: 1 }))]).toEqual([0.5, 0.5]);
  });

  test('has to say which output, which size, and what it takes', async () => {
    await expect(fromSession(session({ outputs: ['a', 'b'] }).made)).rejects.toThrow(
      'session: found 2 outputs that could be the scores: "a", float32 [N, ?]; "b", float32 [N, ?]; expected to be told which. Pass the name of one, such as output: \'a\'.',
    );
    expect((await fromSession(session({ outputs: ['a', 'b'] }).made, { output: 'b' })).spec.labels).toHaveLength(2);
    const open = session({ shape: ['N', 1, 'h', 'w'] }).made;
    await expect(fromSession(open)).rejects.toThrow('which leaves height or width open');
    expect((await fromSession(open, { size: { height: 2, width: 2 } })).spec.shape.height).toBe(2);
    const { inputMetadata: _inputs, ...old } = session().made;
    await expect(fromSession(old)).rejects.toThrow('found a session that does not say what it takes and gives');
  });

  test('is no file, and nothing else', async () => {
    const mistakes: readonly (readonly [unknown, string])[] = [
      ['model.onnx', '"model.onnx"'],
      [undefined, 'nothing'],
      [{}, '{}'],
    ];
    for (const [wrong, found] of mistakes) {
      // @ts-expect-error what a user of plain JavaScript may write
      const asked = fromSession(wrong);
      await expect(asked).rejects.toThrow(InputError);
      await expect(asked).rejects.toThrow(`session: found ${found}; expected a session of onnxruntime.`);
    }
    // @ts-expect-error sessions have threads of their own
    await expect(fromSession(session().made, { workers: 2 })).rejects.toThrow('workers');
  });

  test('that fails is an error of the classifier, and may be asked again', async () => {
    const { made } = session({
      scores: (pixels) => {
        if (pixels[0] === 7) throw new Error('out of memory');
        return halves(pixels);
      },
    });
    const classifier = await fromSession(made);
    const failing = classifier.classify({ data: Float32Array.of(7, 0, 0, 0), count: 1 });
    await expect(failing).rejects.toThrow(ClassifierError);
    await expect(failing).rejects.toThrow('found onnxruntime failing: out of memory; expected scores for one image');
    expect([...(await classifier.classify({ data: new Float32Array(4), count: 1 }))]).toEqual([0, 0.25]);
  });
});

test('a session of onnxruntime-node gives what the opened file gives', () => {
  const program = `
    import ort from 'onnxruntime-node';
    import { fromSession, openModel } from '${pathToFileURL(resolve('dist/esm/src/index.js')).href}';
    const file = 'examples/models/lenet-bias.onnx';
    const session = await ort.InferenceSession.create(file);
    const [mine, opened] = [await fromSession(session), await openModel(file, { workers: 1 })];
    const data = Float32Array.from({ length: 3 * 784 }, (_, i) => (i * 0.618) % 1);
    const [ours, theirs] = [await mine.classify({ data, count: 3 }), await opened.classify({ data, count: 3 })];
    console.log(JSON.stringify({ same: ours.every((score, i) => score === theirs[i]), scores: ours.length, ...mine.spec.shape }));
    await opened.dispose();
  `;
  const out = execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  expect(JSON.parse(out)).toEqual({ same: true, scores: 30, height: 28, width: 28, channels: 1 });
});
