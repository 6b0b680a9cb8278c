import type { GateReport } from '../../../gate/schema.js';
import { countOutcomes } from '../../../gate/known/findings.js';
import { Assumptions } from './assumptions.js';
import { Counterexample } from './counterexample.js';
import type { Shown } from './shown.js';
import { Filter } from './filter.js';
import { filterScript } from './filterScript.js';
import { Limits } from './limits.js';
import { Measurements } from './table.js';
import { policy } from './policy.js';
import { style } from './style.js';
import { Verdict } from './verdict.js';

/** The whole document. */
export function Page({ shown }: { readonly shown: Shown }) {
  const { report } = shown;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={policy} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>{titleOf(report)}</title>
        <link rel="icon" href="data:," />
        <style dangerouslySetInnerHTML={{ __html: style }} />
      </head>
      <body class={report.verdict}>
        <main>
          <Verdict report={report} />
          <Filter shown={shown} />
          <Limits shown={shown} />
          <Counterexamples shown={shown} />
          <Measurements shown={shown} />
          <Assumptions report={report} />
          <Footer shown={shown} />
        </main>
        <script dangerouslySetInnerHTML={{ __html: filterScript }} />
      </body>
    </html>
  );
}

const titleOf = (report: GateReport): string => `${report.verdict}: ${report.model.id} (${countOutcomes(report)})`;

function Counterexamples({ shown }: { readonly shown: Shown }) {
  const { found, foundLeftOut } = shown;
  if (found.length === 0 && foundLeftOut === 0) return null;
  return (
    <section>
      <h2>Counterexamples</h2>
      {found.map((one) => (
        <Counterexample one={one} shown={shown} />
      ))}
      {foundLeftOut > 0 && (
        <p class="note">{foundLeftOut} more are in report.json; they are left out to keep this page small.</p>
      )}
    </section>
  );
}

function Footer({ shown: { report, caps } }: { readonly shown: Shown }) {
  return (
    <footer>
      <p>{caps}</p>
      <p>
        conic {report.environment.conic} on Node {report.environment.node}, {report.environment.platform}.
      </p>
    </footer>
  );
}
