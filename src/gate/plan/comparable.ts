import { InputError } from '../../errors.js';
import type { GateConfig } from '../config/config.js';
import { propertyLimits } from '../limits/index.js';
import type { PropertyLimit } from '../limits/propertyLimit.js';
import { askedIn, sectionsOf, type LimitSettings } from './sections.js';

/**
 * A comparison that was asked for is not silently left out.
 *
 * @param where names the configuration in messages.
 * @throws InputError if there is no baseline, or nothing that could be held against it.
 */
export function assertComparable(config: GateConfig, where: string): void {
  if (config.baseline === false) return;
  const path = config.baseline === undefined ? firstComparison(config) : comparisonOfNothing(config);
  if (path === undefined) return;
  throw new InputError(
    config.baseline === undefined
      ? {
          where: `${where}: ${path}`,
          found: 'a comparison without a baseline',
          expected: "baseline: the gate's report.json of the released model",
          remedy: 'Where nothing is released yet, say baseline: false, or --no-baseline.',
        }
      : {
          where: `${where}: ${path}`,
          found: 'a comparison of nothing',
          expected: 'a property or the margin, which are compared case by case',
        },
  );
}

const kinds = Object.entries<PropertyLimit>(propertyLimits).filter(([, { comparison }]) => comparison !== undefined);

/** The path of a comparison that the configuration asks for. */
function firstComparison(config: GateConfig): string | undefined {
  return asked('', config) ?? first(sectionsOf(config).map(({ path, settings }) => asked(`${path}.`, settings)));
}

/** The path of a comparison of everything, where nothing is there that can be compared. */
const comparisonOfNothing = (config: GateConfig): string | undefined =>
  sectionsOf(config).some((section) => askedIn(section, config).some(({ compared }) => compared !== undefined))
    ? undefined
    : asked('', config);

const asked = (path: string, settings: LimitSettings): string | undefined =>
  first(kinds.map(([key]) => (typeof settings[key] === 'object' ? `${path}${key}` : undefined)));

const first = (paths: readonly (string | undefined)[]): string | undefined => paths.find((path) => path !== undefined);
