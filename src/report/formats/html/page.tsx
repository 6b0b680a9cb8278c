import type { Page } from '../../page.js';
import { Assumptions } from './assumptions.js';
import { ShownOf } from './blocks.js';
import { Filter } from './filter.js';
import { pageScript } from './pageScript.js';
import { policy } from './policy.js';
import type { Shown, ShownSection } from './shown.js';
import { style } from './style.js';
import { VerdictHead } from './verdict.js';

/** The whole document. */
export function WholePage({ shown }: { readonly shown: Shown }) {
  const { page, sections } = shown;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={policy} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>{titleOf(page)}</title>
        <link rel="icon" href="data:," />
        <style dangerouslySetInnerHTML={{ __html: style }} />
      </head>
      <body class={page.verdict.tone}>
        <main>
          <VerdictHead page={page} />
          <Filter shown={shown} />
          {sections.map((section) => (
            <OneSection section={section} shown={shown} />
          ))}
          <Assumptions page={page} />
          <Footer shown={shown} />
        </main>
        <script dangerouslySetInnerHTML={{ __html: pageScript }} />
      </body>
    </html>
  );
}

const titleOf = ({ verdict, model }: Page): string => `${verdict.word}: ${model.id} (${verdict.because})`;

function OneSection({ section, shown }: { readonly section: ShownSection; readonly shown: Shown }) {
  const { title, blocks, left, dense = false } = section;
  if (blocks.length === 0 && left === 0) return null;
  return (
    <section class={dense ? 'dense' : ''}>
      {title !== undefined && <h2>{title}</h2>}
      {blocks.map((block) => (
        <ShownOf block={block} shown={shown} />
      ))}
      {left > 0 && (
        <p class="note">
          {left} more are in {shown.page.document}; they are left out to keep this page small.
        </p>
      )}
    </section>
  );
}

function Footer({ shown: { page, caps } }: { readonly shown: Shown }) {
  const { conic, node, platform } = page.environment;
  return (
    <footer>
      <p>{caps}</p>
      <p>
        conic {conic} on Node {node}, {platform}.
      </p>
    </footer>
  );
}
