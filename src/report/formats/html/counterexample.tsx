import { formatNumber } from '../../../gate/figures.js';
import { replayOf } from '../../../gate/known/findings.js';
import { CurveFigure } from './curveFigure.js';
import { Badge } from './mark.js';
import { PictureRow } from './pictureRow.js';
import type { Shown, ShownFinding } from './shown.js';

/** One counterexample: what happened, the images, the scores, why, and how to see it again. */
export function Counterexample({ one, shown }: { readonly one: ShownFinding; readonly shown: Shown }) {
  const { property, result, counterexample, outcome } = one;
  const ends = counterexample === undefined ? [] : [counterexample.label, counterexample.labelAfter];
  const labels = ends.map((label) => shown.labels.indexOf(label)).join(' ');
  return (
    <article data-kind="counterexample" data-property={shown.properties.indexOf(property)} data-labels={labels}>
      <header>
        <h3>{counterexample?.why ?? result?.claim ?? property}</h3>
        <p class="small">
          {outcome !== undefined && <Badge outcome={outcome} />}
          <code>{property}</code>
          {counterexample?.scalar !== undefined && <span>at scalar {formatNumber(counterexample.scalar)}</span>}
        </p>
      </header>
      <div class="evidence">
        <PictureRow one={one} labels={shown.report.model.labels} />
        <CurveFigure one={one} report={shown.report} />
      </div>
      {counterexample !== undefined && (
        <dl class="why">
          <div>
            <dt>cause</dt>
            <dd>
              {counterexample.cause.kind}; {counterexample.cause.detail}
            </dd>
          </div>
          <div>
            <dt>margin</dt>
            <dd>
              {formatNumber(counterexample.margin)} of the largest score, made simpler {counterexample.shrinks}{' '}
              {counterexample.shrinks === 1 ? 'time' : 'times'}
            </dd>
          </div>
          <div>
            <dt>again</dt>
            <dd>
              <Command text={replayOf(result?.property ?? property, counterexample)} />
            </dd>
          </div>
        </dl>
      )}
    </article>
  );
}

/** A line breaks between words of a command and not at the hyphens of an option. */
function Command({ text }: { readonly text: string }) {
  return (
    <code>
      {text.split(' ').map((word) => (
        <>
          <span class="word">{word}</span>{' '}
        </>
      ))}
    </code>
  );
}
