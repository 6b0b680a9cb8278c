import { kindNamed } from '../limits/index.js';
import type { Place, Standing } from '../limits/kind.js';
import type { Limit } from '../limits/limit.js';

/** Limits on one inspection as plain data, of which the very same limits are made wherever it is read. */
export interface LimitPlan extends Place {
  readonly asked: readonly {
    /** The kind of limit, by its name. */
    readonly kind: string;
    /** What stands under its key in the configuration. */
    readonly settings: unknown;
  }[];
  readonly standing: Standing;
}

/** The limits of a plan. @throws TypeError if there is no such kind of limit. */
export const limitsOf = ({ asked, standing, property, severity }: LimitPlan): readonly Limit[] =>
  asked.map(({ kind: name, settings }) => {
    const kind = kindNamed(name);
    if (kind === undefined) throw new TypeError(`there is no limit "${name}"`);
    return kind.draft(settings, { property, severity }).ready(standing);
  });
