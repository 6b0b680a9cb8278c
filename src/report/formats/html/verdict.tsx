import type { Page } from '../../page.js';
import { formatDuration } from '../../text/figures.js';
import { Mark } from './mark.js';

/** The answer, and of what. */
export function VerdictHead({ page }: { readonly page: Page }) {
  const { command, verdict, model, seed, started, durationMs, baseline } = page;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['model', model.id],
    ['compared with', baseline?.model],
    ['started', started === undefined ? undefined : readable(started)],
    ['took', durationMs === undefined ? undefined : formatDuration(durationMs)],
    ['seed', seed === undefined ? undefined : String(seed)],
  ];
  return (
    <header>
      <p class="eyebrow">conic {command}</p>
      <h1 class={verdict.tone}>
        <Mark tone={verdict.tone} />
        {capitalised(verdict.word)}
      </h1>
      <p class="lead">
        {verdict.meaning} <span class="soft">{capitalised(verdict.because)}.</span>
      </p>
      <dl class="facts">
        {facts.map(
          ([title, fact]) =>
            fact !== undefined && (
              <div>
                <dt>{title}</dt>
                <dd>{fact}</dd>
              </div>
            ),
        )}
      </dl>
    </header>
  );
}

const capitalised = (text: string): string => `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`;

/** An ISO time without its letters; anything else as it is. */
const readable = (time: string): string =>
  time.replace(
    /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d)?(?:\.\d+)?(Z?)$/,
    (_, day: string, clock: string, zone: string) => [day, clock, ...(zone === '' ? [] : ['UTC'])].join(' '),
  );
