import { InputError } from '../errors.js';
import { closeNames } from '../closeNames.js';
import type { Property } from '../run/property.js';
import { casesNeeded } from './statistics/casesNeeded.js';
import type { GateConfig, PropertyLimits, RegressionLimit } from './config/config.js';
import type { Asked } from './limits/limit.js';
import { counted, percent } from './words.js';

/** A property that is to be tried, and what is asked of it. */
export interface PlannedProperty {
  readonly property: Property<unknown>;
  readonly asked: Asked;
}

/** Cases a property where nobody said. */
const customary = 1000;

/**
 * The properties of a configuration, each with the cases it needs.
 *
 * @param where names the configuration in messages.
 * @throws InputError if a property is unknown, or a rate cannot be shown with the cases that are given.
 */
export function plannedProperties(
  config: GateConfig,
  known: readonly Property<unknown>[],
  where: string,
): readonly PlannedProperty[] {
  return Object.entries(config.properties ?? {}).map(([name, limits]) => {
    const property = known.find((each) => each.name === name);
    if (property === undefined) throw unknownProperty(name, known, where);
    const place = `${where}: properties.${name}`;
    const cases = casesOf(limits, config, property, place);
    const regression = regressionOf(limits, config);
    const { noneViolated, rate, leastCases, severity = 'fail' } = limits;
    return {
      property,
      asked: {
        subject: name,
        severity,
        cases,
        exhaustive: config.earlyStop === false,
        ...(noneViolated === undefined ? {} : { noneViolated }),
        ...(rate === undefined ? {} : { rate: { atMost: rate.atMost, confidence: rate.confidence ?? 0.95 } }),
        ...(leastCases === undefined ? {} : { leastCases }),
        ...(regression === undefined ? {} : { regression }),
      },
    };
  });
}

/** What is allowed to a subject in comparison with the baseline; undefined where it is not compared. */
export function regressionOf(
  { regression: own }: { readonly regression?: RegressionLimit | false },
  { regression: general, baseline }: GateConfig,
): RegressionLimit | undefined {
  if (own === false) return undefined;
  return own ?? general ?? (typeof baseline === 'string' ? { absolute: 0 } : undefined);
}

function casesOf(limits: PropertyLimits, config: GateConfig, property: Property<unknown>, place: string): number {
  const { cases: own, leastCases = 1 } = limits;
  const given = own ?? config.cases;
  const setting = own === undefined ? `${place} and cases` : `${place}.cases`;
  if (given !== undefined && given < leastCases)
    throw new InputError({ where: setting, found: String(given), expected: `at least leastCases (${leastCases})` });
  const { count = Number.POSITIVE_INFINITY } = property;
  if (limits.rate === undefined) return Math.min(Math.max(given ?? customary, leastCases), count);
  const { atMost, confidence = 0.95, typical = 0 } = limits.rate;
  const shown = `that at most ${percent(atMost)} are violated, with ${percent(confidence)} confidence`;
  const fewest = casesNeeded({ atMost, confidence });
  if (count < fewest)
    throw new InputError({
      where: `${place}.rate`,
      found: `a rate of a property of ${counted(count, 'case')}`,
      expected: `at least ${counted(fewest, 'case')} to show ${shown}`,
      remedy: 'Ask for noneViolated: true.',
    });
  if (typical >= atMost / 1.2)
    throw new InputError({
      where: `${place}.rate.typical`,
      found: String(typical),
      expected: `a rate clearly below atMost (${atMost}), so that the two can be told apart`,
    });
  if (given === undefined) return Math.max(casesNeeded({ atMost, confidence }, typical), leastCases);
  if (given >= fewest) return given;
  throw new InputError({ where: setting, found: String(given), expected: `at least ${fewest} to show ${shown}` });
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
