import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openModel } from '../../../src/classifier/openModel.js';
import { InputError } from '../../../src/errors.js';

const shipped = join(__dirname, '../../../examples/models/lenet-bias');
let folder: string;
let model: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'conic-tfjs-'));
  await cp(shipped, folder, { recursive: true });
  model = join(folder, 'model.json');
});

afterEach(() => rm(folder, { recursive: true }));

const rewrite = async (change: (text: string) => string): Promise<void> => {
  const before = await readFile(model, 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  await writeFile(model, after);
};

/** What opening says, without the folder's own name. */
const problem = async (path = model): Promise<string> => {
  const thrown: unknown = await openModel(path, { engine: 'cpu', workers: 1 }).then(
    async (classifier) => {
      await classifier.dispose();
      return 'nothing was wrong';
    },
    (error: unknown) => error,
  );
  if (!(thrown instanceof InputError)) return `not an InputError: ${String(thrown)}`;
  return thrown.message.replaceAll(`${folder}/`, '');
};

describe('a LayersModel that cannot be used', () => {
  test('a weight shard is missing', async () => {
    await rm(join(folder, 'weights.bin'));
    expect(await problem()).toMatch(/weights\.bin.*found no (such )?file/i);
  });

  /** Names the shards otherwise. */
  const renamed = (...paths: readonly string[]) =>
    rewrite((text) => text.replace(/"paths":\s*\[[^\]]*\]/, `"paths":${JSON.stringify(paths)}`));

  test.each(['../weights.bin', '/dev/zero', '/etc/hostname', 'sub/../../weights.bin'])(
    'a weight shard outside the folder: %s',
    async (path) => {
      await renamed(path);
      expect(await problem()).toBe(
        `model.json: shard "${path}": found a file outside the model's folder; expected one in it. ` +
          'If you trust the model, pass allowOutside: true; or copy the file into the folder.',
      );
    },
  );

  test('a weight shard behind a link that leads out', async () => {
    const other = await mkdtemp(join(tmpdir(), 'conic-tfjs-'));
    await rename(join(folder, 'weights.bin'), join(other, 'weights.bin'));
    await symlink(join(other, 'weights.bin'), join(folder, 'weights.bin'));
    expect(await problem()).toContain("found a file outside the model's folder");
    await rm(other, { recursive: true });
  });

  test('a cache keeps model and weights elsewhere under other names, and links to them', async () => {
    const cache = await mkdtemp(join(tmpdir(), 'conic-tfjs-'));
    for (const name of ['model.json', 'weights.bin']) {
      await rename(join(folder, name), join(cache, `blob-of-${name}`));
      await symlink(join(cache, `blob-of-${name}`), join(folder, name));
    }
    expect(await problem()).toContain('nothing was wrong');
    await rm(cache, { recursive: true });
  });

  test('a weight shard is named over and over, also in other words', async () => {
    await renamed(...Array.from({ length: 3000 }, () => 'weights.bin'));
    expect(await problem()).toContain('shard "weights.bin": found a file that weightsManifest names more than once');
    await renamed('weights.bin', './weights.bin');
    expect(await problem()).toContain('shard "./weights.bin": found a file that weightsManifest names more than once');
  });

  test('a weight shard is a pipe', async () => {
    await rm(join(folder, 'weights.bin'));
    execFileSync('mkfifo', [join(folder, 'weights.bin')]);
    expect(await problem()).toContain('shard "weights.bin": found a file that cannot be read (a pipe and no regular');
  });

  test('JSON is nested too deep', async () => {
    await rewrite((text) => text.replace('{', `{"deep":${'['.repeat(100_000)}${']'.repeat(100_000)},`));
    expect(await problem()).toMatch(/^model\.json: found broken JSON \(lists and objects nested 100001 deep/);
  });

  test('a weight shard is cut short', async () => {
    await truncate(join(folder, 'weights.bin'), 1000);
    expect(await problem()).toMatch(/weights.*1,?000 bytes/i);
  });

  test.each(['constructor', '__proto__'])('a weight is called %s, or is of that type', async (name) => {
    await rewrite((text) =>
      text.replace('"name": "conv1/kernel"', `"name": "${name}"`).replace('"name":"conv1/kernel"', `"name":"${name}"`),
    );
    expect(await problem()).toContain(`model.json: weight "${name}": found a name that every object has`);
    await cp(join(shipped, 'model.json'), model);
    await rewrite((text) => text.replace(/"dtype":\s*"float32"(?=[^[]*\])/, `"dtype":"${name}"`));
    expect(await problem()).toMatch(new RegExp(`found a type of ${name}; expected a type that TF.js has`));
  });

  test('a weight is no number', async () => {
    const bytes = await readFile(join(folder, 'weights.bin'));
    bytes.writeFloatLE(NaN, 40);
    await writeFile(join(folder, 'weights.bin'), bytes);
    expect(await problem()).toMatch(
      /^model\.json: tensor "conv1\/kernel": found NaN among its numbers; expected finite numbers, which node "conv1"/,
    );
  });

  test('the manifest asks for more than the shards hold', async () => {
    await rewrite((text) => text.replace(/"shape":\s*\[\s*84,\s*10\s*\]/, '"shape":[84,1000]'));
    expect(await problem()).toMatch(/weights.*bytes/i);
  });

  test('a custom layer is not registered', async () => {
    await rewrite((text) => text.replace(/"class_name":\s*"MaxPooling2D"/, '"class_name":"Mystery"'));
    expect(await problem()).toMatch(/Mystery/);
  });

  test('broken JSON', async () => {
    await truncate(model, 500);
    expect(await problem()).toMatch(/^model\.json: found broken JSON/);
  });

  test('JSON that is no model', async () => {
    await writeFile(model, '{"name": "something else"}');
    expect(await problem()).toMatch(/^model\.json: found JSON without modelTopology; expected a model\.json of TF\.js/);
  });

  test('no such file, and a folder without a model', async () => {
    expect(await problem(join(folder, 'other.json'))).toMatch(/^other\.json: found no such file/);
    await rm(model);
    expect(await problem(`${folder}/.`)).toMatch(/found a folder without a model/);
  });

  test('labels of another number than its scores', async () => {
    await expect(openModel(model, { engine: 'cpu', labels: ['cat', 'dog'] })).rejects.toThrow(
      /found 10 scores an image, and 2 labels; expected as many labels as scores/,
    );
  });
});

/** A GraphModel of the given nodes, without weights. */
const writeGraph = (nodes: readonly object[], outputs: Readonly<Record<string, object>>): Promise<void> =>
  writeFile(
    model,
    JSON.stringify({
      format: 'graph-model',
      modelTopology: { node: nodes, library: {}, versions: {} },
      weightsManifest: [],
      signature: { inputs: { image: port('image', 1) }, outputs },
    }),
  );

const port = (name: string, channels: number) => ({
  name: `${name}:0`,
  dtype: 'DT_FLOAT',
  tensorShape: { dim: [{ size: '-1' }, { size: '4' }, { size: '4' }, { size: String(channels) }] },
});

const placeholder = (name: string) => ({
  name,
  op: 'Placeholder',
  attr: {
    dtype: { type: 'DT_FLOAT' },
    shape: { shape: { dim: [{ size: '-1' }, { size: '4' }, { size: '4' }, { size: '1' }] } },
  },
});

const unary = (name: string, op: string, ...input: readonly string[]) => ({
  name,
  op,
  input,
  attr: { T: { type: 'DT_FLOAT' } },
});

describe('a GraphModel that cannot be used', () => {
  test('control flow', async () => {
    await writeGraph([placeholder('image'), unary('loop', 'StatelessWhile', 'image')], { y: { name: 'loop:0' } });
    expect(await problem()).toMatch(/control flow.*loop|loop.*control flow|StatelessWhile/i);
  });

  test('two inputs', async () => {
    await writeGraph([placeholder('image'), placeholder('mask'), unary('sum', 'AddV2', 'image', 'mask')], {
      y: { name: 'sum:0' },
    });
    expect(await problem()).toMatch(/inputs?.*image.*mask/i);
  });

  test('a dictionary of outputs', async () => {
    await writeGraph([placeholder('image'), unary('a', 'Relu', 'image'), unary('b', 'Neg', 'image')], {
      first: { name: 'a:0' },
      second: { name: 'b:0' },
    });
    expect(await problem()).toMatch(/output/i);
  });
});

describe('a SavedModel', () => {
  test('whose variables are links that lead out, or pipes', async () => {
    const saved = join(folder, 'saved');
    await cp(join(__dirname, '../../models/saved_model'), saved, { recursive: true });
    await rm(join(saved, 'variables'), { recursive: true, force: true });
    await mkdir(join(saved, 'variables'));
    await symlink('/dev/zero', join(saved, 'variables/variables.index'));
    const expected = "expected a file with variables in the model's folder";
    const open = async () => {
      const thrown: unknown = await openModel(saved).catch((error: unknown) => error);
      return String(thrown).replaceAll(`${folder}/`, '');
    };
    expect(await open()).toContain(`saved/variables/variables.index: found a link that leads out of it; ${expected}`);
    await rm(join(saved, 'variables/variables.index'));
    execFileSync('mkfifo', [join(saved, 'variables/variables.index')]);
    expect(await open()).toContain(`saved/variables/variables.index: found a pipe and no regular file; ${expected}`);
  });

  test('that is no SavedModel', async () => {
    const saved = join(folder, 'saved');
    await cp(join(__dirname, '../../models/saved_model'), saved, { recursive: true });
    await writeFile(join(saved, 'saved_model.pb'), 'not a protobuf at all');
    expect(await problem(saved)).toMatch(/saved/);
  });
});
