import { catalogue } from '../../properties/index.js';
import { InputError } from '../errors.js';
import { closeNames } from '../graph/closeNames.js';
import type { Property } from '../run/property.js';
import type { CheckSettings } from './checkSettings.js';

/** The properties that were asked for, each once; else all without a variant. @throws InputError if one is unknown. */
export function chosenProperties({ property, tolerance }: CheckSettings): readonly Property<unknown>[] {
  const all = catalogue(tolerance === undefined ? {} : { tolerance });
  if (property === undefined) return all.filter(({ name }) => !name.includes(':'));
  const names = all.map(({ name }) => name);
  return [...new Set(property)].map((wanted) => {
    const found = all.find(({ name }) => name === wanted);
    if (found !== undefined) return found;
    const [meant] = closeNames(wanted, names);
    throw new InputError({
      where: '--property',
      found: `"${wanted}"`,
      expected: names.join(', '),
      ...(meant === undefined ? {} : { remedy: `Did you mean ${meant}?` }),
    });
  });
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
