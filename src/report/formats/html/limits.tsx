import type { LimitItem } from '../../page.js';
import { LimitChart } from './limitChart.js';
import { Badge } from './mark.js';

/** Nodes that are named; a network may have thousands. */
const mostCulprits = 8;

/** What was asked against what was measured, failures first. */
export function Limits({
  limits,
  properties,
}: {
  readonly limits: readonly LimitItem[];
  readonly properties: readonly string[];
}) {
  return (
    <ol class="limits">
      {limits.map((limit) => (
        <Limit limit={limit} property={properties.indexOf(limit.property)} />
      ))}
    </ol>
  );
}

function Limit({ limit, property }: { readonly limit: LimitItem; readonly property: number }) {
  const { name, outcome, tone, claim, reason, warnsOnly, accepted, culprits, figure, required, details, chart } = limit;
  const more = culprits.length - mostCulprits;
  return (
    <li data-kind="limit" data-property={property}>
      <Badge word={outcome} tone={tone} />
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
          {warnsOnly && ', warns only'}
        </p>
      </div>
      <div class="measured">
        {chart !== undefined && <LimitChart chart={chart} tone={tone} />}
        <p class="figures">
          <b>{figure}</b>
          {required !== undefined && <span class="soft"> {required} required</span>}
        </p>
        <p class="small">{details.join('; ')}</p>
      </div>
    </li>
  );
}
