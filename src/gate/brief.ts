import { resolve } from 'node:path';
import { catalogue } from '../../properties/index.js';
import { now } from '../clock.js';
import { assertProperty } from '../run/assertProperty.js';
import { assertDifferent, assertOwnNames, propertiesIn } from '../run/ownProperties.js';
import type { Property } from '../run/property.js';
import type { GateConfig } from './config/config.js';
import type { GateOptions } from './gateOptions.js';
import { assertAcceptable, readAccepted, type Accepted } from './known/accepted.js';
import { readBaseline } from './known/baseline.js';
import { assertComparable } from './plan/comparable.js';
import { plannedProperties, type PlannedProperty } from './plan/properties.js';
import type { GateReport } from './report/schema.js';

/** What a gate knows before it opens the model. */
export interface Brief {
  readonly config: GateConfig;
  readonly options: GateOptions;
  readonly properties: readonly PlannedProperty[];
  readonly name: string;
  readonly folder: string;
  readonly started: number;
  readonly date: Date;
  /** As `2027-01-31`. */
  readonly today: string;
  readonly acceptedFile: string;
  readonly accepted: readonly Accepted[];
  readonly baseline: GateReport | undefined;
  readonly directory: string | undefined;
}

/** Reads what there is to read and finds every mistake that shows without the model. */
export async function briefOf(config: GateConfig, options: GateOptions): Promise<Brief> {
  const { name = 'config', folder = process.cwd() } = options;
  const date = new Date();
  const today = (options.today ?? date).toISOString().slice(0, 10);
  if (options.accept !== undefined) assertAcceptable(options.accept, today);
  const own = await ownIn(config, options, folder, name);
  const properties = plannedProperties(config, propertiesOf(config, own), own, name);
  assertComparable(config, name);
  const acceptedFile = resolve(folder, config.accepted ?? 'conic.accepted.json');
  return {
    config,
    options,
    properties,
    name,
    folder,
    started: now(),
    date,
    today,
    acceptedFile,
    accepted: await readAccepted(acceptedFile),
    baseline:
      typeof config.baseline === 'string'
        ? await readBaseline(resolve(folder, config.baseline), `${name}: baseline`)
        : undefined,
    directory: config.report === undefined ? undefined : resolve(folder, config.report),
  };
}

/** The caller's own properties: those of the configuration, and those of the options. */
async function ownIn(
  { ownProperties = [] }: GateConfig,
  { properties = [] }: GateOptions,
  folder: string,
  name: string,
): Promise<readonly Property<unknown>[]> {
  const found: Property<unknown>[] = [];
  for (const [i, one] of ownProperties.entries())
    if (typeof one === 'string') found.push(...(await propertiesIn(one, folder)));
    else {
      assertProperty(one, `${name}: ownProperties.${i}`);
      found.push(one);
    }
  for (const [i, one] of properties.entries()) {
    assertProperty(one, `properties.${i}`);
    found.push(one);
  }
  assertDifferent(found, `${name}: ownProperties`);
  return found;
}

/** What names of properties stand for: the catalogue, and the caller's own. */
function propertiesOf({ tolerance }: GateConfig, own: readonly Property<unknown>[]): readonly Property<unknown>[] {
  const known = catalogue(tolerance === undefined ? {} : { tolerance });
  assertOwnNames(own, known, 'properties');
  return [...known, ...own];
}
