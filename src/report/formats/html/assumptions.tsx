import type { Assumed, Page } from '../../page.js';
import { formatNumber } from '../../text/figures.js';
import { formatShape } from '../../../image/shape.js';

/** Notes, steps and labels that are listed. */
const most = 40;

/** What was taken for granted: the first thing to look at when a result surprises. */
export function Assumptions({ page }: { readonly page: Page }) {
  const { model, assumed, seed, baseline, document } = page;
  const notes = assumed?.notes ?? [];
  return (
    <section class="assumed">
      <h2>{assumed === undefined ? 'Model' : 'Assumed'}</h2>
      {notes.slice(0, most).map((note) => (
        <p class="note">{note}</p>
      ))}
      {notes.length > most && (
        <p class="note">
          {notes.length - most} more notes are in {document}.
        </p>
      )}
      <dl>
        <dt>model</dt>
        <dd>{model.id}</dd>
        <dt>sha256</dt>
        <dd>
          <code>{model.digest}</code>
        </dd>
        {baseline !== undefined && (
          <>
            <dt>compared with</dt>
            <dd>
              {baseline.model}, from {baseline.from}
              <br />
              <code>{baseline.digest}</code>
            </dd>
          </>
        )}
        <dt>engine</dt>
        <dd>{model.engine}</dd>
        {assumed !== undefined && <Taken assumed={assumed} labels={page.labels} />}
        {seed !== undefined && (
          <>
            <dt>seed</dt>
            <dd>{seed}</dd>
          </>
        )}
      </dl>
    </section>
  );
}

/** What the model was taken to take and to give. */
function Taken({ assumed, labels }: { readonly assumed: Assumed; readonly labels: readonly string[] }) {
  const { shape, layout, range, steps, scores } = assumed;
  return (
    <>
      <dt>input</dt>
      <dd>
        {formatShape(shape)} ({layout}), pixels in [{range.map(formatNumber).join(', ')}]
      </dd>
      <dt>preprocessing</dt>
      <dd>
        {steps.length === 0 && 'none'}
        {steps.length > 0 && (
          <ol>
            {steps.slice(0, most).map(({ text, homogeneous }) => (
              <li>
                {text}
                {!homogeneous && <span class="soft"> (does not keep f(ax) = a f(x))</span>}
              </li>
            ))}
            {steps.length > most && <li class="soft">and {steps.length - most} more</li>}
          </ol>
        )}
      </dd>
      <dt>output</dt>
      <dd>
        {scores} for {formatNumber(labels.length)} labels: {labels.slice(0, most).join(', ')}
        {labels.length > most && ', …'}
      </dd>
      <dt>images</dt>
      <dd>{assumed.images}</dd>
      <dt>scalars</dt>
      <dd>
        act in {assumed.space} space; overflow {assumed.overflow}
      </dd>
    </>
  );
}
