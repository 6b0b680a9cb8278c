import { mended } from '../mend/mended.js';
import { measure } from '../run/check.js';
import type { Result } from '../run/result.js';
import { formatNumber } from '../report/text/figures.js';
import type { GateConfig } from './config/config.js';
import { isOver, untilDeadline, type GateRun } from './inspections/gateRun.js';
import type { PlannedProperty } from './plan/properties.js';

/** The claims that mending is for, by the name before the colon. */
const mendable: ReadonlySet<string> = new Set(['scalar-invariance', 'zero-image-uniformity']);

/**
 * What mending the model would give, where the configuration asks for it: every violated property that mending is for, tried again
 * on all its cases, from the same seed, with each image divided by its largest value. Nothing is proved of that here, and no limit is decided by it.
 *
 * @returns a sentence for each such property.
 */
export async function mendAdvice(
  { mend = false }: GateConfig,
  run: GateRun,
  properties: readonly PlannedProperty[],
  results: readonly Result[],
): Promise<readonly string[]> {
  if (!mend) return [];
  // It asks the same model, which stays open.
  const classifier = mended(run.classifier);
  const advice: string[] = [];
  for (const { property: name, violated, held, planned: cases } of results) {
    const tried = properties.find(({ property }) => property.name === name);
    if (tried === undefined || violated === 0 || !mendable.has(name.split(':')[0] ?? '') || isOver(run)) continue;
    const again = await measure(tried.property, classifier, { ...run.options, ...untilDeadline(run), cases });
    const decided = (result: Pick<Result, 'held' | 'violated'>): string =>
      `${formatNumber(result.violated)} of ${formatNumber(result.held + result.violated)}`;
    advice.push(
      `${name}: ${decided({ violated, held })} cases violated. Mended, with each image divided by its largest value: ${decided(again)}, of all cases of the same seed. conic mend writes such a network.`,
    );
  }
  return advice;
}
