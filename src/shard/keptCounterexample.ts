import type { Counterexample, ShownViolation } from '../run/result.js';
import { encodeCase } from '../store/caseCodec.js';
import type { KeptCounterexample } from './checkPart.js';
import { keptViewsOf, revivedViewsOf } from './keepViews.js';

/** A counterexample as a part has it: whatever a report shows or a store keeps of it, bit for bit. */
export function keptOf(found: Counterexample): KeptCounterexample {
  const { case: given, views, cause, clearest, ...rest } = found;
  const alone = encodeCase(given);
  const { culprits, ...plainCause } = cause;
  return {
    ...rest,
    cause: { ...plainCause, ...(culprits === undefined ? {} : { culprits: culprits.map(keptCulprit) }) },
    ...(clearest === undefined ? {} : { clearest: { ...clearest, ...keptViewsOf(clearest.views) } }),
    ...('unstorable' in alone ? { unstorable: alone.unstorable, ...keptViewsOf(views) } : keptViewsOf(views, given)),
  };
}

/** The counterexample again. @param where the part's file in errors. @throws InputError if its images do not fit. */
export function revivedOf(kept: KeptCounterexample, where: string): Counterexample {
  const { cause, scalar, example, clearest } = kept;
  const { views, given } = revivedViewsOf(kept, where);
  const { culprits, ...plainCause } = cause;
  // In the order of the original, which documents keep.
  return {
    seed: kept.seed,
    path: kept.path,
    ...(example === undefined ? {} : { example }),
    case: given,
    shrinks: kept.shrinks,
    why: kept.why,
    margin: kept.margin,
    views,
    ...(scalar === undefined ? {} : { scalar }),
    label: kept.label,
    labelAfter: kept.labelAfter,
    ...(clearest === undefined ? {} : { clearest: revivedClearest(clearest, where) }),
    cause: { ...plainCause, ...(culprits === undefined ? {} : { culprits }) },
  };
}

function revivedClearest(kept: NonNullable<KeptCounterexample['clearest']>, where: string): ShownViolation {
  const { why, margin, scalar, label, labelAfter } = kept;
  const { views } = revivedViewsOf(kept, where);
  return { why, margin, views, ...(scalar === undefined ? {} : { scalar }), label, labelAfter };
}

type KeptCulprit = NonNullable<KeptCounterexample['cause']['culprits']>[number];

const keptCulprit = ({ node, operation, kind, what, remedy }: KeptCulprit): KeptCulprit => ({
  node,
  operation,
  kind,
  what,
  remedy,
});
