import { catalogue } from '../../properties/index.js';
import type { Classifier } from '../classifier/classifier.js';
import { InputError, optionProblem } from '../errors.js';
import { byName, withoutVariants } from '../run/byName.js';
import { assertDifferent, assertOwnNames, isOwnProperty, propertiesIn } from '../run/ownProperties.js';
import type { Property } from '../run/property.js';
import type { CheckSettings } from './checkSettings.js';

/** Another model, and where it lies. */
export interface OtherModel {
  readonly with: Classifier;
  readonly place: string;
}

/**
 * The properties that were asked for, each once, by name or by the module that has them; else all without a variant.
 *
 * @param other the model that agreement is asked with.
 * @throws InputError if one is unknown, a module has no property, or agreement is asked for without another model.
 */
export async function chosenProperties(
  { property, tolerance }: CheckSettings,
  other?: OtherModel,
): Promise<readonly Property<unknown>[]> {
  const all = catalogue({ ...(tolerance === undefined ? {} : { tolerance }), ...other });
  if (property === undefined) return withoutVariants(all);
  if (other === undefined && property.some((name) => name.split(':')[0] === 'agreement'))
    throw new InputError(
      optionProblem(['with'], { found: 'nothing', expected: 'the model to agree with: --with released.onnx' }),
    );
  const own = await ownAskedFor(property);
  assertOwnNames(own, all, '--property');
  const names = property.filter((name) => !isOwnProperty(name));
  return [...byName(all, names, '--property'), ...own];
}

/** The properties of modules that were asked for, each once. @throws InputError as {@link propertiesIn} does. */
export async function ownAskedFor(wanted: readonly string[]): Promise<readonly Property<unknown>[]> {
  const own = new Map<string, Property<unknown>>();
  for (const place of wanted.filter(isOwnProperty))
    for (const one of await propertiesIn(place, '')) {
      const known = own.get(one.name);
      if (known !== undefined && known.module !== one.module) assertDifferent([known, one], '--property');
      own.set(one.name, one);
    }
  return [...own.values()];
}

/** @throws InputError if a path is given without what it belongs to. */
export function assertReplayable({ path, seed, property }: CheckSettings): void {
  if (path === undefined) return;
  const missing = seed === undefined ? '--seed' : property?.length === 1 ? undefined : 'one --property';
  if (missing === undefined) return;
  throw new InputError({
    where: '--path',
    found: `${path} without ${missing}`,
    expected: 'the path of a counterexample with its seed and its property',
    remedy: 'The line "again:" of a report has all three.',
  });
}

/** The error for a command without a model. */
export const withoutModel = ({ property = [] }: CheckSettings): InputError =>
  new InputError({
    where: 'MODEL',
    found: 'nothing',
    expected: 'a model file: conic check model.onnx',
    ...(property.length < 2 ? {} : { remedy: 'Put it before --property, which takes every word that follows it.' }),
  });
