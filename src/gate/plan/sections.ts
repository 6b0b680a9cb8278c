import type { GateConfig } from '../config/config.js';
import { ownLimits, propertyLimits } from '../limits/index.js';
import type { LimitKind } from '../limits/kind.js';
import type { PropertyLimit } from '../limits/propertyLimit.js';

/** Settings by their keys, as the schema has let them through. */
export type LimitSettings = Readonly<Record<string, unknown>>;

/** A place in a configuration where several limits on one inspection may stand: under a property, or inside `margin`. */
export interface LimitSection {
  /** As in `properties.scalar-invariance`. */
  readonly path: string;
  /** The kinds that may stand here, by their keys. */
  readonly kinds: Readonly<Record<string, PropertyLimit>>;
  readonly settings: LimitSettings;
}

/** Every section of a configuration. */
export const sectionsOf = (config: GateConfig): readonly LimitSection[] => [
  ...Object.entries(config.properties ?? {}).map(([name, settings]) => propertySection(name, settings)),
  ...Object.entries(ownLimits).flatMap(([key, { also }]) => {
    const settings = ownSettings(config, key);
    return settings === undefined ? [] : [{ path: key, kinds: also, settings }];
  }),
];

/** The section under the name of a property. */
export const propertySection = (name: string, settings: LimitSettings): LimitSection => ({
  path: `properties.${name}`,
  kinds: propertyLimits,
  settings,
});

/** What stands under a key of the top level; undefined where nothing does. */
export function ownSettings(config: LimitSettings, key: string): LimitSettings | undefined {
  const settings = config[key];
  return isSettings(settings) ? settings : undefined;
}

const isSettings = (value: unknown): value is LimitSettings => typeof value === 'object' && value !== null;

/** A limit that is asked for. */
export interface AskedLimit {
  readonly kind: LimitKind;
  readonly settings: unknown;
  /** Of a comparison with the baseline: whether somebody asked for it, here or for all, or it is only what is usual. */
  readonly compared?: 'as asked' | 'as usual';
}

/** The limits that a section asks for, with those that are asked of all. */
export function askedIn({ kinds, settings }: LimitSection, config: GateConfig): readonly AskedLimit[] {
  const general: LimitSettings = config;
  return Object.entries(kinds).flatMap(([key, kind]): readonly AskedLimit[] => {
    const own = settings[key];
    if (own === false) return [];
    if (kind.comparison === undefined) return own === undefined ? [] : [{ kind, settings: own }];
    const told = own ?? general[key];
    if (told !== undefined) return [{ kind, settings: told, compared: 'as asked' }];
    return typeof config.baseline === 'string' ? [{ kind, settings: kind.comparison.usual, compared: 'as usual' }] : [];
  });
}
