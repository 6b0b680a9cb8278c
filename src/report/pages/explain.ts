import type { Result } from '../../run/result.js';

/** Why a run came to no answer, in words. */
export function explain({
  reason,
  lost,
  cases,
  planned,
  violated,
  vacuous,
  inconclusive,
  reasons,
}: Pick<Result, 'cases' | 'planned' | 'violated' | 'vacuous' | 'inconclusive' | 'reasons'> & {
  readonly reason?: string | undefined;
  readonly lost?: string | undefined;
}): string {
  const causes = Object.entries(reasons).map(([why, times]) => `${times} x ${why}`);
  switch (reason) {
    case 'time limit':
      return `time limit reached after ${cases} of ${planned} cases without a violation`;
    case 'aborted':
      return `stopped after ${cases} of ${planned} cases without a violation`;
    case 'model lost': {
      const soFar = violated === 0 ? 'without a violation' : `with ${violated} violated, which could not be confirmed`;
      return `the model was lost after ${cases} of ${planned} cases ${soFar}: ${lost ?? 'it does not answer any more'}`;
    }
    case 'nothing decided':
      return `gave way after ${cases} of ${planned} cases, none of which could be decided (${causes.join('; ')}); a longer time limit tries longer`;
    case 'at chance':
      return 'the model gives known images their label no more often than guessing: it is probably not fed as it was trained';
    case 'batch-dependent':
      return 'a violation in a batch does not show when the image is asked about alone: the engine or the model depends on the batch';
    default:
      if (cases === 0)
        return 'no case was tried: the path leads nowhere with this seed, this property and these images';
      return `${vacuous + inconclusive} of ${cases} cases could not be decided (${causes.join('; ')})`;
  }
}
