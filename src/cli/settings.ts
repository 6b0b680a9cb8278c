import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Step } from '../classifier/preprocessing.js';
import { InputError, messageOf } from '../errors.js';

const positive = z.number().positive();
const whole = z.int().min(1);
const perChannel = z.array(z.number()).min(1);

/** Everything `conic check` can be told, by flags or by a file: the one source for names, types and limits. */
const settingsSchema = z.strictObject({
  model: z.string().optional(),
  images: z.string().optional(),
  property: z.array(z.string()).optional(),
  cases: whole.optional(),
  seed: z.int32().optional(),
  path: z.string().optional(),
  scalars: z.strictObject({ min: positive, max: positive }).optional(),
  overflow: z.enum(['limit', 'clamp', 'allow']).optional(),
  space: z.enum(['pixel', 'model']).optional(),
  tolerance: positive.optional(),
  measure: z.boolean().optional(),
  synthetic: z.boolean().optional(),
  timeLimit: positive.optional(),
  report: z.string().optional(),
  size: z.strictObject({ height: whole, width: whole }).optional(),
  resize: z.boolean().optional(),
  skipUnreadable: z.boolean().optional(),
  labels: z.string().optional(),
  layout: z.enum(['nchw', 'nhwc', 'flat']).optional(),
  range: z.tuple([z.literal(0), positive]).optional(),
  mean: perChannel.optional(),
  std: perChannel.optional(),
  output: z.string().optional(),
  workers: whole.optional(),
  batch: whole.optional(),
  json: z.boolean().optional(),
});

export type Settings = z.infer<typeof settingsSchema>;

/** @throws InputError naming the setting, what it was and what it may be. `where` says where settings come from. */
export function parseSettings(value: unknown, where: (path: string) => string): Settings {
  const parsed = settingsSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const path = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(settingsSchema.shape);
    throw new InputError({
      where: where(path),
      found: `the unknown key ${issue.keys.join(', ')}`,
      expected: `one of ${known.join(', ')}`,
    });
  }
  const at = issue.path.reduce<unknown>((inner, key) => (isRecord(inner) ? inner[String(key)] : undefined), value);
  throw new InputError({ where: where(path), found: JSON.stringify(at) ?? 'nothing', expected: issue.message });
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Settings from a JSON file. @throws InputError if it cannot be read, is no JSON, or a setting is wrong. */
export async function readSettings(file: string): Promise<Settings> {
  const content = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new InputError({ where: file, found: messageOf(cause), expected: 'a JSON file with settings' }, { cause });
  });
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (cause) {
    throw new InputError({ where: file, found: messageOf(cause), expected: 'JSON' }, { cause });
  }
  return parseSettings(value, (path) => (path === '' ? file : `${file}: ${path}`));
}

/** The names of labels from a file: a JSON array of names, or one name a line. */
export async function readLabels(file: string): Promise<readonly string[]> {
  const content = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new InputError(
      { where: file, found: messageOf(cause), expected: 'a file with labels, one a line' },
      { cause },
    );
  });
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

/** The customary normalisation as declared steps. */
export function stepsOf({ mean, std }: Settings): readonly Step[] {
  return [
    ...(mean === undefined ? [] : [{ kind: 'subtract', value: only(mean) } as const]),
    ...(std === undefined ? [] : [{ kind: 'divide', by: only(std) } as const]),
  ];
}

const only = (values: readonly number[]): number | readonly number[] => (values.length === 1 ? values[0]! : values);
