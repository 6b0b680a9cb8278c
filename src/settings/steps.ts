import { closeNames } from '../closeNames.js';
import { inWords, isRecord } from './inWords.js';
import { kind, type Fault, type Kind } from './kind.js';
import { above0, either, exactly, flag, functionOf, list, number, text, whole } from './kinds.js';
import { object } from './object.js';
import type { OptionsOf, Settings } from './setting.js';

const anyNumber = number('a number', { infinite: true });

/** One number for all channels, or one for each. */
export const perChannel = (each: Kind<number>): Kind<readonly number[] | number> =>
  either(list(each, 'a list of numbers', 'a number, or one for each channel'), each);

/** Numbers that are added to or taken from each channel. */
export const offsets = perChannel(number('a finite number'));

/** Numbers that each channel is multiplied or divided by. */
export const factors = perChannel(above0());

const side = whole(1, 65_536);

/** What is told of a step besides its kind. */
const forms = {
  resize: {
    height: { kind: side, help: 'rows', required: true },
    width: { kind: side, help: 'columns', required: true },
  },
  scale: { by: { kind: factors, help: 'multiplies', required: true } },
  divide: { by: { kind: factors, help: 'divides', required: true } },
  subtract: { value: { kind: offsets, help: 'is subtracted', required: true } },
  permute: {
    /** Channel i of the result is channel `channels[i]` of the image: [2, 1, 0] makes BGR of RGB. */
    channels: {
      kind: list(whole(0, 65_535), 'a list of channels', 'a channel or more'),
      help: 'channel i of the result is this channel of the image',
      required: true,
    },
  },
  clamp: {
    low: { kind: anyNumber, help: 'the lowest value', required: true },
    high: { kind: anyNumber, help: 'the highest value', required: true },
  },
  /** Rounds to one of `levels` values evenly spaced over the range, and cuts to it: what storing 8 bits does. */
  quantise: { levels: { kind: number('a number of levels'), help: 'how many values there are', required: true } },
  custom: {
    name: { kind: text, help: 'what it is called', required: true },
    /** Whether apply(a x) = a apply(x) for every a > 0. */
    homogeneous: { kind: flag, help: 'whether it keeps positive homogeneity', required: true },
    /** Changes the values where they are. */
    apply: {
      kind: functionOf<
        (
          values: Float32Array,
          shape: { readonly height: number; readonly width: number; readonly channels: number },
        ) => void
      >(),
      help: 'changes the values where they are',
      required: true,
    },
  },
} as const satisfies Readonly<Record<string, Settings>>;

type Forms = typeof forms;

/**
 * What happens to an image on its way into a model: declared and never an opaque function, so that conic can say which
 * step breaks a claim. Steps act in order on channels-last values that start in the classifier's `range`; all but `resize`,
 * which happens once when a file is decoded, act on the scaled image.
 */
export type PreprocessingStep = {
  [Name in keyof Forms]: { readonly kind: Name } & OptionsOf<Forms[Name]>;
}[keyof Forms];

const names = Object.keys(forms);

const stepKinds: ReadonlyMap<string, Kind<unknown>> = new Map(
  Object.entries<Settings>(forms).map(([name, fields]) => [
    name,
    object({ kind: { kind: exactly(name), help: 'which step it is', required: true }, ...fields }, `a step ${name}`),
  ]),
);

const step: Kind<PreprocessingStep> = kind({
  expected: 'a step',
  schema: { anyOf: [...stepKinds].filter(([name]) => name !== 'custom').map(([, { schema }]) => schema) },
  faultIn: (value): Fault | undefined => {
    if (!isRecord(value))
      return { path: [], found: inWords(value), expected: "a step, such as { kind: 'scale', by: 2 }" };
    const { kind: name } = value;
    const form = typeof name === 'string' ? stepKinds.get(name) : undefined;
    if (form !== undefined) return form.faultIn(value);
    const [meant] = typeof name === 'string' ? closeNames(name, names) : [];
    return {
      path: ['kind'],
      found: inWords(name),
      expected: names.join(', '),
      ...(meant === undefined ? {} : { remedy: `Did you mean "${meant}"?` }),
    };
  },
});

/** Steps of preprocessing, in their order; there may be none. */
export const steps: Kind<readonly PreprocessingStep[]> = kind({
  expected: 'a list of steps',
  schema: { type: 'array', items: step.schema },
  faultIn: (value) => {
    if (!Array.isArray(value)) return { path: [], found: inWords(value), expected: 'a list of steps', otherType: true };
    const all: readonly unknown[] = value;
    const faults = all.map((each) => step.faultIn(each));
    const place = faults.findIndex((fault) => fault !== undefined);
    const fault = faults[place];
    return fault === undefined ? undefined : { ...fault, path: [String(place), ...fault.path], otherType: false };
  },
});
