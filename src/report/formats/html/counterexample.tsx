import { formatNumber } from '../../text/figures.js';
import { CurveFigure } from './curveFigure.js';
import { Badge } from './mark.js';
import { PictureRow } from './pictureRow.js';
import type { Shown, ShownCounterexample } from './shown.js';

/** One counterexample: what happened, the images, the scores, why, and how to see it again. */
export function CounterexampleCard({ one, shown }: { readonly one: ShownCounterexample; readonly shown: Shown }) {
  const { property, claim, why, truth, outcome, scalar, label, labelAfter, margin, origin, cause, stored, command } =
    one;
  const ends = [label, labelAfter].flatMap((name) => (name === undefined ? [] : [shown.labels.indexOf(name)]));
  return (
    <article data-kind="counterexample" data-property={shown.properties.indexOf(property)} data-labels={ends.join(' ')}>
      <header>
        <h3>{why ?? (claim === '' ? property : claim)}</h3>
        <p class="small">
          {outcome !== undefined && <Badge word={outcome.word} tone={outcome.tone} />}
          <code>{property}</code>
          {scalar !== undefined && <span>at scalar {formatNumber(scalar)}</span>}
          {truth !== undefined && <span>{truth}</span>}
        </p>
      </header>
      <div class="evidence">
        <PictureRow one={one} labels={shown.page.labels} />
        <CurveFigure figure={one.figure} labels={shown.page.labels} />
      </div>
      <dl class="why">
        {cause !== undefined && (
          <div>
            <dt>cause</dt>
            <dd>
              {cause.kind}; {cause.detail}
            </dd>
          </div>
        )}
        {cause !== undefined && cause.culprits.length > 0 && (
          <div>
            <dt>to blame</dt>
            <dd>
              {cause.culprits.slice(0, mostCulprits).map((culprit) => (
                <span class="culprit">{culprit}</span>
              ))}
              {cause.culprits.length > mostCulprits && `and ${cause.culprits.length - mostCulprits} more`}
            </dd>
          </div>
        )}
        {margin !== undefined && (
          <div>
            <dt>margin</dt>
            <dd>
              {formatNumber(margin)} of the largest score{origin !== undefined && `, ${origin}`}
            </dd>
          </div>
        )}
        {stored !== undefined && (
          <div>
            <dt>stored</dt>
            <dd>
              <code>{stored}</code>
            </dd>
          </div>
        )}
        {command !== undefined && (
          <div>
            <dt>again</dt>
            <dd>
              <Command text={command} />
            </dd>
          </div>
        )}
      </dl>
    </article>
  );
}

/** Nodes that are named; a network may have thousands. */
const mostCulprits = 8;

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
