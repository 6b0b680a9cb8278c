import { formatNumber } from '../../../gate/figures.js';
import type { GateReport } from '../../../gate/schema.js';

/** Notes, steps and labels that are listed. */
const most = 40;

/** What was taken for granted: the first thing to look at when a result surprises. */
export function Assumptions({ report }: { readonly report: GateReport }) {
  const { model, assumed, seed, baseline } = report;
  const { shape, layout, range, steps, notes } = assumed;
  return (
    <section class="assumed">
      <h2>Assumed</h2>
      {notes.slice(0, most).map((note) => (
        <p class="note">{note}</p>
      ))}
      {notes.length > most && <p class="note">{notes.length - most} more notes are in report.json.</p>}
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
              {baseline.model}, from {baseline.file}
              <br />
              <code>{baseline.digest}</code>
            </dd>
          </>
        )}
        <dt>engine</dt>
        <dd>{model.engine}</dd>
        <dt>input</dt>
        <dd>
          {shape.height} × {shape.width} × {shape.channels} ({layout}), pixels in [{range.map(formatNumber).join(', ')}]
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
          {model.scores} for {formatNumber(model.labels.length)} labels: {model.labels.slice(0, most).join(', ')}
          {model.labels.length > most && ', …'}
        </dd>
        <dt>images</dt>
        <dd>{assumed.images}</dd>
        <dt>scalars</dt>
        <dd>
          act in {assumed.space} space; overflow {assumed.overflow}
        </dd>
        <dt>seed</dt>
        <dd>{seed}</dd>
      </dl>
    </section>
  );
}
