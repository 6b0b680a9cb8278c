import type { z } from 'zod';
import type { InspectionResult } from '../inspections/evidence.js';
import type { GateRun, OwnGateShare } from '../inspections/gateRun.js';
import type { InspectedShare } from '../inspections/inspectedShare.js';
import type { Limit } from './limit.js';
import { limitKind, type Definition, type LimitKind } from './kind.js';
import type { PropertyLimit } from './propertyLimit.js';

/** What a limit has inspected that is on no property. */
export interface OwnInspection {
  /** As in reports: `contrast-margin`. */
  readonly name: string;
  /** Cases, or images, that are looked at. */
  readonly cases: number;
  /** What its cases are made from besides what all are made from; undefined where models are not compared by them. */
  readonly comparable?: object;
  /** Whether it may end as soon as its limits are settled. Default: all of its cases are tried. */
  readonly sequential?: true;
  /** @param limits that are on it. */
  readonly inspect: (limits: readonly Limit[]) => Promise<InspectionResult>;
  /**
   * Does a part's share of it, of which {@link InspectedShare} says how all parts are added up. Without it, a part of a gate that has this
   * limit is refused.
   */
  readonly inspectShare?: (limits: readonly Limit[], own: OwnGateShare) => Promise<InspectedShare>;
}

/** What the file of a limit says of it that stands at the top level. */
interface OwnLimitDefinition<Schema extends z.ZodType> extends Definition<Schema> {
  /** What the key means, for whoever writes a configuration. */
  readonly description: string;
  /** What is inspected for it. */
  inspection(settings: z.infer<Schema>, run: GateRun): OwnInspection;
  /** Limits on the same inspection that may stand inside it, as under a property. */
  readonly also?: Readonly<Record<string, PropertyLimit>>;
  /** What is asked where the configuration does not say; default nothing. */
  unlessSaid?(run: GateRun): z.infer<Schema> | undefined;
}

/** A kind of limit that stands at the top level, on something of its own. */
export interface OwnLimit<Field extends z.ZodType = z.ZodType> extends LimitKind {
  /** The form of its key. */
  readonly field: Field;
  readonly also: Readonly<Record<string, PropertyLimit>>;
  /** Whether it says nothing of the model. */
  readonly precondition: boolean;
  inspection(settings: unknown, run: GateRun): OwnInspection;
  unlessSaid(run: GateRun): unknown;
}

/**
 * A kind of limit that stands at the top level, on something of its own.
 *
 * @example
 * export const zeroImage = ownLimit({ name: 'zero-image', schema: z.strictObject({ … }), … });
 */
export const ownLimit = <Schema extends z.ZodType>(own: OwnLimitDefinition<Schema>) => ({
  ...limitKind(own),
  field: own.schema.describe(own.description).exactOptional(),
  also: own.also ?? {},
  precondition: own.precondition ?? false,
  inspection: (settings: unknown, run: GateRun): OwnInspection => own.inspection(own.schema.parse(settings), run),
  unlessSaid: (run: GateRun): unknown => own.unlessSaid?.(run),
});
