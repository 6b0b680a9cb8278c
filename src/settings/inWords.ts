import { formatSize } from './size.js';

/**
 * A wrong value for a message, as it would be typed where it can be.
 *
 * @example inWords({ min: 1, max: 0.5 }); // '1..0.5'
 */
export function inWords(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value) && value.every((item) => typeof item === 'number'))
    return value.join(',') || 'an empty list';
  if (isRecord(value)) {
    const { min, max, height, width } = value;
    if (typeof min === 'number' && typeof max === 'number') return `${min}..${max}`;
    if (typeof height === 'number' && typeof width === 'number') return formatSize({ height, width });
  }
  const text = inJson(value);
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

function inJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? `a value of type ${typeof value}`;
  } catch {
    // It contains itself, or something that has no JSON.
    return `a value of type ${typeof value}`;
  }
}
