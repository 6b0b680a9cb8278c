import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Step } from '../classifier/preprocessing.js';
import { InputError, messageOf } from '../errors.js';
import { closeNames } from '../graph/closeNames.js';

const text = z.string('a text').min(1, 'a text that is not empty');
const flag = z.boolean('true or false');
const above0 = (what: string) => z.number(what).positive(what);
const whole = (from: number, to: number) => {
  const what = `a whole number from ${from} to ${to}`;
  return z.int(what).min(from, what).max(to, what);
};
const choice = <const Choices extends readonly string[]>(choices: Choices) => z.enum(choices, choices.join(', '));
const perChannel = (each: z.ZodNumber) =>
  z.array(each, 'a list of numbers').min(1, 'a number, or one for each channel');

const scalar = above0('a finite number above 0');
const white = 'black and white as the model was trained: 0,1 or 0,255';
const seconds = 'seconds, above 0 and at most 2000000';
const size = 'a height and a width of 1 or more';
const side = z.int(size).min(1, size);
const tolerance = 'a number above 0 and below 1';

/** Everything `conic check` can be told, by flags or by a file: the one source for names, types and limits. */
const settingsSchema = z.strictObject(
  {
    model: text.optional(),
    images: text.optional(),
    property: z.array(text, 'a list of names').min(1, 'a name or more').optional(),
    cases: whole(1, 1e9).optional(),
    seed: whole(-(2 ** 31), 2 ** 31 - 1).optional(),
    path: text.regex(/^\d+(:\d+)*$/, 'numbers parted by colons, such as 12:0:3').optional(),
    scalars: z
      .strictObject({ min: scalar, max: scalar }, 'the lowest and the highest scalar: min and max')
      .refine(({ min, max }) => min <= max, 'the lower one first')
      .optional(),
    overflow: choice(['limit', 'clamp', 'allow']).optional(),
    space: choice(['pixel', 'model']).optional(),
    tolerance: above0(tolerance).lt(1, tolerance).optional(),
    measure: flag.optional(),
    synthetic: flag.optional(),
    timeLimit: above0(seconds).max(2e6, seconds).optional(),
    report: text.optional(),
    size: z
      .strictObject({ height: side, width: side }, size)
      .refine(({ height, width }) => height * width <= 64e6, 'at most 64 megapixels')
      .optional(),
    resize: flag.optional(),
    skipUnreadable: flag.optional(),
    labels: text.optional(),
    layout: choice(['nchw', 'nhwc', 'flat']).optional(),
    range: z.tuple([z.literal(0, white), above0(white)], white).optional(),
    mean: perChannel(z.number('a finite number')).optional(),
    std: perChannel(above0('a finite number above 0')).optional(),
    output: text.optional(),
    engine: choice(['tfjs-node', 'wasm', 'cpu']).optional(),
    workers: whole(1, 256).optional(),
    batch: whole(1, 65_536).optional(),
    json: flag.optional(),
  },
  'an object of settings',
);

export type Settings = z.infer<typeof settingsSchema>;

/** @throws InputError naming the setting, what it was and what it may be. `where` says where settings come from. */
export function parseSettings(value: unknown, where: (path: string) => string): Settings {
  const parsed = settingsSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const path = issue.path.join('.');
  const at = issue.path.reduce<unknown>((inner, key) => (isRecord(inner) ? inner[String(key)] : undefined), value);
  if (issue.code !== 'unrecognized_keys')
    throw new InputError({ where: where(path), found: inWords(at), expected: issue.message });
  const known = Object.keys(path === '' ? settingsSchema.shape : (nested[path] ?? {}));
  const [key = ''] = issue.keys;
  const [meant] = closeNames(key, known);
  throw new InputError({
    where: where(path),
    found: `the unknown key "${key}"`,
    expected: `one of ${known.join(', ')}`,
    ...(meant === undefined ? {} : { remedy: `Did you mean "${meant}"?` }),
  });
}

/** The keys of settings that have keys of their own. */
const nested: Readonly<Record<string, object>> = { scalars: { min: 0, max: 0 }, size: { height: 0, width: 0 } };

/** A wrong value as it would be typed. */
function inWords(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value) && value.every((item) => typeof item === 'number'))
    return value.join(',') || 'an empty list';
  if (isRecord(value) && typeof value['min'] === 'number' && typeof value['max'] === 'number')
    return `${value['min']}..${value['max']}`;
  if (isRecord(value) && typeof value['height'] === 'number' && typeof value['width'] === 'number')
    return `${value['height']}x${value['width']}`;
  return JSON.stringify(value);
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Settings from a JSON file. @throws InputError if it cannot be read, is no JSON, or a setting is wrong. */
export async function readSettings(file: string): Promise<Settings> {
  const content = await readText(file, 'a JSON file with settings');
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (cause) {
    throw new InputError({ where: file, found: `no JSON (${messageOf(cause)})`, expected: 'JSON' }, { cause });
  }
  return parseSettings(value, (path) => (path === '' ? file : `${file}: ${path}`));
}

/** The names of labels from a file: a JSON array of names, or one name a line. */
export async function readLabels(file: string): Promise<readonly string[]> {
  const content = await readText(file, 'a file with labels, one a line');
  if (!content.trimStart().startsWith('['))
    return content
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter((line) => line !== '');
  try {
    return z.array(z.string()).parse(JSON.parse(content));
  } catch (cause) {
    throw new InputError(
      { where: file, found: 'no JSON array of names', expected: '["cat", "dog"], or one name a line' },
      { cause },
    );
  }
}

/** A text file, without the mark that some editors put at its beginning. */
async function readText(file: string, expected: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
  } catch (cause) {
    const code = isRecord(cause) ? cause['code'] : undefined;
    const found = code === 'ENOENT' ? 'no such file' : code === 'EISDIR' ? 'a folder' : messageOf(cause);
    throw new InputError({ where: file, found, expected }, { cause });
  }
}

/** The customary normalisation as declared steps. */
export function stepsOf({ mean, std }: Settings): readonly Step[] {
  return [
    ...(mean === undefined ? [] : [{ kind: 'subtract', value: only(mean) } as const]),
    ...(std === undefined ? [] : [{ kind: 'divide', by: only(std) } as const]),
  ];
}

const only = (values: readonly number[]): number | readonly number[] => (values.length === 1 ? values[0]! : values);
