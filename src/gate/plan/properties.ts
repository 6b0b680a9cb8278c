import { InputError } from '../../errors.js';
import { closeNames } from '../../closeNames.js';
import type { Property } from '../../run/property.js';
import type { GateConfig } from '../config/config.js';
import type { PropertySettings } from '../config/limits.js';
import { propertyLimits } from '../limits/index.js';
import type { PropertyLimit } from '../limits/propertyLimit.js';
import { propertySection, type LimitSection, type LimitSettings } from './sections.js';

/** A property that is to be tried. */
export interface PlannedProperty {
  readonly property: Property<unknown>;
  readonly section: LimitSection;
  readonly severity: 'fail' | 'warn';
  /** Decided cases. */
  readonly cases: number;
  /** Whether it stands in code alone: no command can be told it. */
  readonly onlyInCode: boolean;
}

/** Cases a property where nobody said and no limit needs more. */
const customary = 1000;

/**
 * The properties of a configuration, each with the cases it needs.
 *
 * @param known what names of properties stand for.
 * @param own those of them that are the caller's.
 * @param where names the configuration in messages.
 * @throws InputError if a property is unknown, or a limit cannot be decided with the cases that are given.
 */
export function plannedProperties(
  config: GateConfig,
  known: readonly Property<unknown>[],
  own: readonly Property<unknown>[],
  where: string,
): readonly PlannedProperty[] {
  return Object.entries(config.properties ?? {}).map(([name, settings]) => {
    const property = known.find((each) => each.name === name);
    if (property === undefined) throw unknownProperty(name, known, where);
    const section = propertySection(name, settings);
    const cases = casesOf(settings, config, property, `${where}: ${section.path}`);
    const onlyInCode = own.includes(property) && property.module === undefined;
    return { property, section, severity: settings.severity ?? 'fail', cases, onlyInCode };
  });
}

function casesOf(settings: PropertySettings, config: GateConfig, property: Property<unknown>, where: string): number {
  const told: LimitSettings = settings;
  const { count = Number.POSITIVE_INFINITY } = property;
  const given = settings.cases ?? config.cases;
  const setting = settings.cases === undefined ? `${where} and cases` : `${where}.cases`;
  const needed = Object.entries<PropertyLimit>(propertyLimits).flatMap(([key, kind]) => {
    const own = told[key];
    const needs = own === undefined || own === false ? undefined : kind.cases?.(own, { where, count });
    return needs === undefined ? [] : [needs];
  });
  const tooFew = needed.find(({ fewest }) => given !== undefined && given < fewest);
  if (tooFew !== undefined) throw new InputError({ where: setting, found: String(given), expected: tooFew.expected });
  const usual = needed.flatMap((each) => each.usual ?? []);
  const least = Math.max(...(usual.length === 0 ? [customary] : usual), ...needed.map(({ fewest }) => fewest));
  return Math.min(given ?? least, count);
}

function unknownProperty(name: string, known: readonly Property<unknown>[], where: string): InputError {
  const names = known.map((each) => each.name);
  const [meant] = closeNames(name, names);
  return new InputError({
    where: `${where}: properties`,
    found: `the unknown property "${name}"`,
    expected: `one of ${names.join(', ')}`,
    ...(meant === undefined ? {} : { remedy: `Did you mean "${meant}"?` }),
  });
}
