import { formatDuration } from '../../../gate/figures.js';
import { countOutcomes } from '../../../gate/known/findings.js';
import type { GateReport } from '../../../gate/schema.js';
import { Mark } from './mark.js';

const answers: Record<GateReport['verdict'], string> = {
  pass: 'This model may ship.',
  fail: 'This model may not ship.',
  inconclusive: 'There is no answer yet, so this model may not ship.',
};

/** The answer, and of what. */
export function Verdict({ report }: { readonly report: GateReport }) {
  const { verdict, model, seed, started, durationMs, baseline } = report;
  return (
    <header>
      <p class="eyebrow">conic gate</p>
      <h1 class={verdict}>
        <Mark outcome={verdict} />
        {verdict[0]?.toUpperCase()}
        {verdict.slice(1)}
      </h1>
      <p class="lead">
        {answers[verdict]} <span class="soft">{sentence(countOutcomes(report))}</span>
      </p>
      <dl class="facts">
        <div>
          <dt>model</dt>
          <dd>{model.id}</dd>
        </div>
        {baseline !== undefined && (
          <div>
            <dt>compared with</dt>
            <dd>{baseline.model}</dd>
          </div>
        )}
        <div>
          <dt>started</dt>
          <dd>{readable(started)}</dd>
        </div>
        <div>
          <dt>took</dt>
          <dd>{formatDuration(durationMs)}</dd>
        </div>
        <div>
          <dt>seed</dt>
          <dd>{seed}</dd>
        </div>
      </dl>
    </header>
  );
}

const sentence = (text: string): string => `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}.`;

/** An ISO time without its letters; anything else as it is. */
const readable = (time: string): string =>
  time.replace(
    /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d)?(?:\.\d+)?(Z?)$/,
    (_, day: string, clock: string, zone: string) => [day, clock, ...(zone === '' ? [] : ['UTC'])].join(' '),
  );
