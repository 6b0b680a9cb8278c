import { catalogue } from '../../properties/index.js';
import { InputError } from '../errors.js';
import { byName, withoutVariants } from '../run/byName.js';
import type { Property } from '../run/property.js';
import type { CheckSettings } from './checkSettings.js';

/** The properties that were asked for, each once; else all without a variant. @throws InputError if one is unknown. */
export function chosenProperties({ property, tolerance }: CheckSettings): readonly Property<unknown>[] {
  const all = catalogue(tolerance === undefined ? {} : { tolerance });
  return property === undefined ? withoutVariants(all) : byName(all, property, '--property');
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
