import { createHash } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { InputError, messageOf } from '../../errors.js';
import { storedBytes, weightForm, type WeightSpec } from '../../network/tfjs/weights.js';
import { readBytes } from '../file/modelFile.js';

const manifestForm = z.array(z.looseObject({ paths: z.array(z.string()), weights: z.array(weightForm) }));
const modelForm = z.looseObject({
  format: z.string().nullish(),
  modelTopology: z.record(z.string(), z.unknown()),
  weightsManifest: manifestForm,
  signature: z.unknown().optional(),
  userDefinedMetadata: z.record(z.string(), z.unknown()).nullish(),
});

/** A `model.json` with its weights. */
export interface Artifacts {
  readonly kind: 'layers' | 'graph';
  readonly topology: Readonly<Record<string, unknown>>;
  readonly specs: readonly WeightSpec[];
  /** The bytes of all weights, in shared memory so that worker threads need no copies to hand on. */
  readonly weights: Uint8Array;
  readonly signature: unknown;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** SHA-256 of the file and its shards, in hex. */
  readonly digest: string;
}

type Group = z.infer<typeof manifestForm>[number];

const expected = 'a model.json of TF.js';

/**
 * Reads a `model.json` and the files with its weights.
 *
 * @throws InputError naming the part, if one is missing, cut short or contradicts another.
 */
export async function readArtifacts(file: string): Promise<Artifacts> {
  const bytes = await readBytes(file, { expected, insteadOfFolder: 'Give the path of the model.json in it.' });
  const json = parseModel(bytes, file);
  const groups = await Promise.all(json.weightsManifest.map((group) => readGroup(group, file)));
  const shards = groups.flat();
  const weights = new Uint8Array(new SharedArrayBuffer(shards.reduce((sum, { length }) => sum + length, 0)));
  const hash = createHash('sha256').update(bytes);
  let at = 0;
  for (const shard of shards) {
    weights.set(shard, at);
    at += shard.length;
    hash.update(shard);
  }
  const metadata = json.userDefinedMetadata ?? {};
  return {
    kind: json.format === 'graph-model' || Array.isArray(json.modelTopology['node']) ? 'graph' : 'layers',
    topology: json.modelTopology,
    specs: json.weightsManifest.flatMap((group) => group.weights),
    weights,
    signature: json.signature ?? metadata['signature'],
    metadata,
    digest: hash.digest('hex'),
  };
}

function parseModel(bytes: Uint8Array, where: string): z.infer<typeof modelForm> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    const remedy = 'It may be cut short: copy or save the model again.';
    throw new InputError({ where, found: `broken JSON (${messageOf(cause)})`, expected, remedy }, { cause });
  }
  const parsed = modelForm.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const part = issue?.path.join('.') ?? '';
  const missing = typeof json === 'object' && json !== null && issue?.path.length === 1 && !(part in json);
  throw new InputError({
    where: missing || part === '' ? where : `${where}: ${part}`,
    found: missing ? `JSON without ${part}` : `something else (${issue?.message ?? 'not an object'})`,
    expected: part === 'weightsManifest' ? `${expected}, with weights` : expected,
    remedy: 'Give the path of the model.json that model.save or tensorflowjs_converter wrote.',
  });
}

/** The shards of a group of weights, whose sizes have to add up to those of its weights. */
async function readGroup({ paths, weights }: Group, file: string): Promise<readonly Uint8Array[]> {
  const shards = await Promise.all(
    paths.map((path) =>
      readBytes(
        join(dirname(file), path),
        { expected: 'a file with weights, as weightsManifest says', insteadOfFolder: 'Copy or save the model again.' },
        `${file}: shard "${path}"`,
      ),
    ),
  );
  const sizes = weights.map(storedBytes);
  const odd = weights.find((_, i) => sizes[i] === undefined);
  if (odd !== undefined && odd.dtype !== 'string')
    throw new InputError({
      where: `${file}: weight "${odd.name}"`,
      found: `a type of ${odd.quantization?.dtype ?? odd.dtype}`,
      expected: 'a type that TF.js has',
    });
  if (odd !== undefined) return shards;
  const wanted = sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  const found = shards.reduce((sum, { length }) => sum + length, 0);
  if (found === wanted) return shards;
  throw new InputError({
    where: `${file}: ${blame(paths, shards, found < wanted)}`,
    found: `${found} bytes${paths.length > 1 ? ` in ${paths.length} shards` : ''}`,
    expected: `${wanted}, which the ${weights.length} weights in ${basename(file)} add up to`,
    remedy:
      found < wanted
        ? 'It is cut short, or belongs to another model: copy or save the model again.'
        : 'It belongs to another model, or the manifest was changed: copy or save the model again.',
  });
}

/** Converters make all shards equally long but the last: one that is not is the one at fault. */
function blame(paths: readonly string[], shards: readonly Uint8Array[], short: boolean): string {
  const usual = Math.max(...shards.map(({ length }) => length));
  const cut = shards.findIndex(({ length }, i) => i < shards.length - 1 && length < usual);
  const at = short && cut >= 0 ? cut : shards.length - 1;
  return paths[at] === undefined ? 'weightsManifest' : `shard "${paths[at]}"`;
}
