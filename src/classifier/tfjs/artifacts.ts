import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { z } from 'zod';
import { InputError, messageOf } from '../../errors.js';
import { besideFile, letOutside } from '../../files/besideFile.js';
import { parseJson } from '../../files/json.js';
import { sizeOfRegularFile } from '../../files/regularFile.js';
import { isInherited } from '../../network/own.js';
import { storedBytes, weightForm, type WeightSpec } from '../../network/tfjs/weights.js';
import { readBytes, unreadable, type ExpectedFile } from '../file/modelFile.js';

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
  /** Where the files with weights are, by the names that the file has for them. */
  readonly places: ReadonlyMap<string, string>;
  /** SHA-256 of the file and its shards, in hex. */
  readonly digest: string;
}

/** A model as it is written. */
export interface WrittenModel {
  readonly kind: Artifacts['kind'];
  readonly json: z.infer<typeof modelForm>;
  /** The files with its weights, by the names that it has for them. */
  readonly shards: ReadonlyMap<string, Uint8Array>;
}

type Group = z.infer<typeof manifestForm>[number];

const expected = 'a model.json of TF.js';

/**
 * Reads a `model.json` and the files with its weights.
 *
 * @param allowOutside whether these may lie out of its folder.
 * @throws InputError naming the part, if one is missing, cut short or contradicts another.
 */
export async function readArtifacts(file: string, allowOutside = false): Promise<Artifacts> {
  const bytes = await readModelJson(file);
  const json = parseModel(bytes, file);
  const places = placesOf(json.weightsManifest, file, allowOutside);
  const groups = await Promise.all(json.weightsManifest.map((group) => readGroup(group, file, places)));
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
    kind: kindOf(json),
    topology: json.modelTopology,
    specs: json.weightsManifest.flatMap((group) => group.weights),
    weights,
    signature: json.signature ?? metadata['signature'],
    metadata,
    places,
    digest: hash.digest('hex'),
  };
}

const readModelJson = (file: string): Promise<Uint8Array> =>
  readBytes(file, { expected, insteadOfFolder: 'Give the path of the model.json in it.' });

const kindOf = ({ format, modelTopology }: z.infer<typeof modelForm>): Artifacts['kind'] =>
  format === 'graph-model' || Array.isArray(modelTopology['node']) ? 'graph' : 'layers';

function parseModel(bytes: Uint8Array, where: string): z.infer<typeof modelForm> {
  let json: unknown;
  try {
    json = parseJson(new TextDecoder().decode(bytes));
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

/**
 * A `model.json` as it is written, and its shards as they are, by the names that it has for them: for whoever writes it again.
 *
 * @param places where the shards are, as they were found when it was opened.
 * @throws InputError as {@link readArtifacts} does.
 */
export async function readWritten(
  file: string,
  places: ReadonlyMap<string, string | undefined>,
): Promise<WrittenModel> {
  const json = parseModel(await readModelJson(file), file);
  const shards = await Promise.all(
    [...places].map(
      async ([path, place]) => [path, await readBytes(place ?? path, shard, `${file}: shard "${path}"`)] as const,
    ),
  );
  return { kind: kindOf(json), json, shards: new Map(shards) };
}

/** Where the shards of all groups lie: beside the model, each named once. A model is no reason to read anything else. */
function placesOf(groups: readonly Group[], file: string, allowOutside: boolean): ReadonlyMap<string, string> {
  const places = new Map<string, string>();
  const taken = new Set<string>();
  for (const path of groups.flatMap(({ paths }) => paths)) {
    const where = `${file}: shard "${path}"`;
    let place: string | undefined;
    try {
      place = besideFile(file, path, allowOutside);
    } catch (cause) {
      throw new InputError({ where, ...unreadable(cause, shard) }, { cause });
    }
    if (place === undefined)
      throw new InputError({
        where,
        found: "a file outside the model's folder",
        expected: 'one in it',
        remedy: letOutside,
      });
    if (taken.has(place))
      throw new InputError({
        where,
        found: 'a file that weightsManifest names more than once',
        expected: 'each file with weights once',
        remedy: 'Copy or save the model again.',
      });
    taken.add(place);
    places.set(path, place);
  }
  return places;
}

const shard: ExpectedFile = {
  expected: 'a file with weights, as weightsManifest says',
  insteadOfFolder: 'Copy or save the model again.',
};

/** The shards of a group of weights, whose sizes have to add up to those of its weights. */
async function readGroup(
  { paths, weights }: Group,
  file: string,
  places: ReadonlyMap<string, string>,
): Promise<readonly Uint8Array[]> {
  const inherited = weights.find(({ name }) => isInherited(name));
  if (inherited !== undefined)
    throw new InputError({
      where: `${file}: weight "${inherited.name}"`,
      found: 'a name that every object has something under',
      expected: 'a name that TF.js does not take for its own',
    });
  const sizes = weights.map(storedBytes);
  const odd = weights.find((_, i) => sizes[i] === undefined);
  if (odd !== undefined && odd.dtype !== 'string')
    throw new InputError({
      where: `${file}: weight "${odd.name}"`,
      found: `a type of ${odd.quantization?.dtype ?? odd.dtype}`,
      expected: 'a type that TF.js has',
    });
  const lengths = paths.map((path) => sizeOfShard(path, file, places));
  const wanted = sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  const found = lengths.reduce((sum, length) => sum + length, 0);
  if (odd === undefined && found !== wanted)
    throw new InputError({
      where: `${file}: ${blame(paths, lengths, found < wanted)}`,
      found: `${found} bytes${paths.length > 1 ? ` in ${paths.length} shards` : ''}`,
      expected: `${wanted}, which the ${weights.length} weights in ${basename(file)} add up to`,
      remedy:
        found < wanted
          ? 'It is cut short, or belongs to another model: copy or save the model again.'
          : 'It belongs to another model, or the manifest was changed: copy or save the model again.',
    });
  return Promise.all(paths.map((path) => readBytes(places.get(path) ?? path, shard, `${file}: shard "${path}"`)));
}

function sizeOfShard(path: string, file: string, places: ReadonlyMap<string, string>): number {
  try {
    return sizeOfRegularFile(places.get(path) ?? path);
  } catch (cause) {
    throw new InputError({ where: `${file}: shard "${path}"`, ...unreadable(cause, shard) }, { cause });
  }
}

/** Converters make all shards equally long but the last: one that is not is the one at fault. */
function blame(paths: readonly string[], lengths: readonly number[], short: boolean): string {
  const usual = lengths.reduce((most, length) => Math.max(most, length), 0);
  const cut = lengths.findIndex((length, i) => i < lengths.length - 1 && length < usual);
  const at = short && cut >= 0 ? cut : lengths.length - 1;
  return paths[at] === undefined ? 'weightsManifest' : `shard "${paths[at]}"`;
}
