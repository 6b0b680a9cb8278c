import { explain } from '../../pages/explain.js';
import type { ReportedResult } from '../../documents/check.js';
import { formatDuration, formatNumber } from '../../../gate/figures.js';
import type { Shown } from './shown.js';

/** Properties that are listed. */
const most = 200;

/** What was counted of every property: the numbers that the limits were judged by. */
export function Measurements({ shown: { report } }: { readonly shown: Shown }) {
  const { results } = report;
  if (results.length === 0) return null;
  return (
    <section>
      <h2>Counted</h2>
      <div class="wide" tabIndex={0} role="region" aria-label="what was counted of every property">
        <table>
          <thead>
            <tr>
              <th>property</th>
              <th>cases</th>
              <th>held</th>
              <th>violated</th>
              <th>vacuous</th>
              <th>near ties</th>
              <th>images</th>
              <th>time</th>
            </tr>
          </thead>
          <tbody>
            {results.slice(0, most).map((result) => (
              <Row result={result} />
            ))}
          </tbody>
        </table>
      </div>
      {results.length > most && <p class="note">{results.length - most} more are in report.json.</p>}
    </section>
  );
}

function Row({ result }: { readonly result: ReportedResult }) {
  const { property, claim, cases, planned, held, violations, vacuous, inconclusive, evaluated, durationMs } = result;
  return (
    <tr>
      <td>
        <code>{property}</code>
        <span class="small">{claim}</span>
        {result.verdict === 'inconclusive' && <span class="small">{explain(result)}</span>}
      </td>
      <td>
        {formatNumber(cases)}
        {planned > cases && <span class="small">of {formatNumber(planned)}</span>}
      </td>
      <td>{formatNumber(held)}</td>
      <td>
        {formatNumber(violations)}
        {violations > 0 && cases > 1 && cases === planned && (
          <span class="small">{formatNumber((100 * violations) / cases)} %</span>
        )}
      </td>
      <td>{formatNumber(vacuous)}</td>
      <td>{formatNumber(inconclusive)}</td>
      <td>{formatNumber(evaluated)}</td>
      <td>{formatDuration(durationMs)}</td>
    </tr>
  );
}
