import { Image } from '../../image/image.js';

/**
 * A value as JSON can carry it: images as their recipes, Infinity and -Infinity as text (JSON has none). Members that are
 * undefined are left out.
 */
export function plainJson(value: unknown): unknown {
  if (value === Infinity || value === -Infinity) return String(value);
  if (value instanceof Image) return { description: value.description, recipe: plainJson(value.recipe) };
  if (Array.isArray(value)) return value.map(plainJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) => (member === undefined ? [] : [[key, plainJson(member)]])),
  );
}
