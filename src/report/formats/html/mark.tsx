import type { Tone } from '../../page.js';

/** A sign beside the colour: not everybody sees colours, and not every printer has them. */
const signs: Record<Tone, string> = {
  fail: 'M5 5L11 11M11 5L5 11',
  inconclusive: 'M5.8 6.2a2.2 2.2 0 1 1 3.2 1.9Q8 8.6 8 9.4M8 11.6V11.7',
  warn: 'M8 4.2V8.8M8 11.5V11.6',
  accepted: 'M5 8H11',
  measured: 'M5 6.5H11M5 9.5H11',
  pass: 'M4.8 8.3L7 10.5L11.3 5.8',
};

/** What came of something, as a small round sign. */
export function Mark({ tone }: { readonly tone: Tone }) {
  return (
    <svg class={`mark ${tone}`} viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="8" />
      <path d={signs[tone]} />
    </svg>
  );
}

/** The sign and the word. */
export function Badge({ word, tone }: { readonly word: string; readonly tone: Tone }) {
  return (
    <span class={`badge ${tone}`}>
      <Mark tone={tone} />
      {word}
    </span>
  );
}
