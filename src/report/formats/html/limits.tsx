import { formatRequired, formatFigure, formatMeasured, formatNumber } from '../../../gate/figures.js';
import type { GateLimit } from '../../../gate/schema.js';
import { LimitChart } from './limitChart.js';
import { Badge } from './mark.js';
import type { Shown } from './shown.js';

/** Nodes that are named; a network may have thousands. */
const mostCulprits = 8;

/** What was asked against what was measured, failures first. */
export function Limits({ shown: { limits, limitsLeftOut, properties } }: { readonly shown: Shown }) {
  return (
    <section>
      <h2>Limits</h2>
      {limits.length === 0 && <p class="note">No limit was set, so nothing could be failed or passed.</p>}
      <ol class="limits">
        {limits.map((limit) => (
          <Limit limit={limit} property={properties.indexOf(limit.property)} />
        ))}
      </ol>
      {limitsLeftOut > 0 && (
        <p class="note">{limitsLeftOut} more are in report.json; they are left out to keep this page small.</p>
      )}
    </section>
  );
}

function Limit({ limit, property }: { readonly limit: GateLimit; readonly property: number }) {
  const { name, outcome, claim, reason, severity, accepted, culprits = [] } = limit;
  const more = culprits.length - mostCulprits;
  return (
    <li data-kind="limit" data-property={property}>
      <Badge outcome={outcome} />
      <div class="asked">
        <h3>{claim === '' ? name : claim}</h3>
        <p>{reason}</p>
        {accepted !== undefined && (
          <p>
            Accepted until {accepted.expires}: {accepted.reason}
          </p>
        )}
        {culprits.length > 0 && (
          <p>
            To blame:{' '}
            {culprits.slice(0, mostCulprits).map((node, i) => (
              <>
                {i > 0 && ', '}
                <code>{node}</code>
              </>
            ))}
            {more > 0 && `, and ${more} more`}
          </p>
        )}
        <p class="small">
          <code>{name}</code>
          {severity === 'warn' && ', warns only'}
        </p>
      </div>
      <div class="measured">
        <LimitChart limit={limit} />
        <p class="figures">
          <b>{limit.measured === undefined ? formatMeasured(limit) : formatFigure(limit.measured, limit)}</b>
          {limit.limit !== undefined && <span class="soft"> {formatRequired(limit)} required</span>}
        </p>
        <p class="small">{[...intervalOf(limit), ...casesOf(limit)].join('; ')}</p>
      </div>
    </li>
  );
}

function intervalOf(limit: GateLimit): readonly string[] {
  const { interval } = limit;
  if (interval === undefined) return [];
  const [low, high] = [formatFigure(interval.low, limit), formatFigure(interval.high, limit)];
  return [`${low} to ${high} with ${formatNumber(100 * interval.confidence)} % confidence`];
}

function casesOf({ cases, planned, saved }: GateLimit): readonly string[] {
  return [
    planned === undefined || planned === cases
      ? `${formatNumber(cases)} ${cases === 1 ? 'case' : 'cases'}`
      : `${formatNumber(cases)} of ${formatNumber(planned)} cases`,
    ...(saved === undefined || saved === 0 ? [] : [`${formatNumber(saved)} saved by stopping early`]),
  ];
}
