import type { Property } from '../run/property.js';

/** What a user called, as code: for the head of a message, and for the line that calls it again. */
export interface Call {
  readonly not: boolean;
  readonly options: object;
  /** With the model's name in it and without options: `expect(lenet).toBeScalarInvariant()`. */
  readonly head: (model: string) => string;
  /** With options: `expect(model).toBeScalarInvariant({ seed: 42 })`. */
  readonly written: (options: string) => string;
}

/** A matcher on `expect(model)`; `property` is how the property of `toSatisfy` is written. */
export function matcherCall(matcher: string, not: boolean, options: object, property?: string): Call {
  const asked = `${not ? '.not' : ''}.${matcher}`;
  return {
    not,
    options,
    head: (model) => `expect(${model})${asked}(${property ?? ''})`,
    written: (written) => `expect(model)${asked}(${property === undefined ? '' : `${property}, `}${written})`,
  };
}

/**
 * One property of `describeProperties`.
 *
 * @param isNamed whether its name is enough; one of the caller's own cannot be written down.
 */
export const describeCall = (property: Pick<Property<unknown>, 'name'>, isNamed: boolean, options: object): Call => ({
  not: false,
  options: { ...options, properties: isNamed ? [property.name] : [property] },
  head: (model) => `${property.name} of ${model}`,
  written: (written) => `describeProperties(model, ${written})`,
});

/**
 * The call that gives a counterexample again. What cannot be written down, such as images, is named in a comment: a bare name
 * would be taken for a variable, and `images` is also what conic exports.
 *
 * @example replayLine(call, 42, '17:2'); // expect(model).toBeScalarInvariant({ cases: 500, seed: 42, path: '17:2' })
 */
export function replayLine({ options, written }: Call, seed: number, path?: string): string {
  const told = Object.entries(options).filter(
    ([name, value]) => value !== undefined && name !== 'seed' && name !== 'path',
  );
  const unwritten = told.flatMap(([name, value]) => (isPlain(value) ? [] : [name]));
  const all = [
    ...told.filter(([, value]) => isPlain(value)),
    ['seed', seed] as const,
    ...(path === undefined ? [] : [['path', path] as const]),
  ];
  const fields = all.map(([name, value]) => `${key(name)}: ${code(value)}`).join(', ');
  return written(`{ ${unwritten.length === 0 ? '' : `/* ${unwritten.join(', ')} as before */ `}${fields} }`);
}

/** Whether a value can be written down: a number, a text, a truth value, nothing, or a list or an object of such. */
const isPlain = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  ['number', 'string', 'boolean'].includes(typeof value) ||
  (isObject(value) && (Array.isArray(value) || isRecord(value)) && Object.values(value).every(isPlain));

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Made by `{ … }` and no class, in whatever realm. */
function isRecord(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return !isObject(prototype) || Object.getPrototypeOf(prototype) === null;
}

function code(value: unknown): string {
  if (typeof value === 'string') return text(value);
  if (Object.is(value, -0)) return '-0';
  if (Array.isArray(value)) return `[${value.map(code).join(', ')}]`;
  if (!isObject(value)) return String(value);
  const fields = Object.entries(value).map(([name, inner]) => `${key(name)}: ${code(inner)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

/** In single quotes; with JSON's escapes, so that a line stays one line. */
const text = (value: string): string =>
  `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;

/** A field's name: bare where it can be. `__proto__` is a field only in brackets. */
function key(name: string): string {
  if (name === '__proto__') return `[${text(name)}]`;
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? name : text(name);
}
