import type { Property } from './property.js';

/** Where a worker thread finds what makes a property, and what that is told. */
export interface PropertyOrigin {
  /** The URL of the module: `import.meta.url`. */
  readonly module: string;
  /** What it exports: a function that makes the property. */
  readonly name: string;
  /** What the function is told: data, and no functions. */
  readonly told?: unknown;
}

interface Known {
  readonly origin: PropertyOrigin;
  readonly examine: object;
}

/** What examines a property's cases, to be told from another: a copy with another one is another property. */
export const examinerOf = ({ examine }: { readonly examine: object }): object => examine;

const origins = new WeakMap<Pick<Property<never>, 'name'>, Known>();

/**
 * The same property, of which it is known from now on how it can be made again: long runs then make and examine its cases in the
 * threads that have the model, on every core. Of a property that is made of anything that cannot be copied, such as another model
 * or a function, nothing should be told.
 *
 * @param origin the function has to be exported by the module, and to make the same property every time.
 * @example
 * const examine = async (): Promise<Outcome> => ({ kind: 'held' });
 * export const halvedLight = (told = {}): Property<Image> =>
 *   madeBy(
 *     { module: import.meta.url, name: 'halvedLight', told },
 *     { name: 'halved-light', claim: 'half the light', needs: [], cases: (context) => context.images, examine },
 *   );
 */
export function madeBy<Case>(origin: PropertyOrigin, property: Property<Case>): Property<Case> {
  origins.set(property, { origin, examine: examinerOf(property) });
  return property;
}

/** How a property can be made again; undefined where nobody said. A copy with anything changed is another property. */
export function originOf<Case>(property: Property<Case>): PropertyOrigin | undefined {
  const known = origins.get(property);
  // Replaced in place, as spies do.
  return known?.examine === examinerOf(property) ? known.origin : undefined;
}
