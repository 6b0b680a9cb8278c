import type { Property } from '../../run/property.js';
import type { Settings } from '../../settings/setting.js';
import { CallSite } from '../callSite.js';
import { matcherSettings, type MatcherOptions } from '../options.js';
import { askProperty } from './askProperty.js';
import type { Matcher, MatcherBench } from './matcher.js';

type Catalogue = typeof import('../../../properties/index.js');

/**
 * A matcher of a property of the catalogue, which is loaded when it is first asked for.
 *
 * @param ownOptions what the property itself can be told.
 */
export const askCatalogue =
  <Options extends MatcherOptions>(
    matcher: string,
    ownOptions: (catalogue: Catalogue) => Settings,
    make: (catalogue: Catalogue, options: Options | Record<string, never>) => Property<unknown>,
  ) =>
  (bench: MatcherBench): Matcher<[options?: Options]> =>
    function matches(received, options) {
      const catalogue = import('../../../properties/index.js');
      return askProperty(bench, {
        matcher,
        isNot: this.isNot === true,
        site: new CallSite(matches),
        received,
        options,
        known: async () => ({ ...matcherSettings, ...ownOptions(await catalogue) }),
        property: async () => make(await catalogue, options ?? {}),
      });
    };
