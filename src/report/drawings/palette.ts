/** Colours of lines: those that tell the story have one each, the others are there for scale. */
export const lineColours = ['before', 'after', 'third', 'fourth'] as const;
export type LineColour = (typeof lineColours)[number];

/** What a curve is drawn with. */
export type Palette = Readonly<Record<LineColour | 'soft' | 'line' | 'grey' | 'mark', string>>;

/** On white, whatever the reader's system has. */
export const paper: Palette = {
  before: '#1f66ad',
  after: '#c4451c',
  third: '#7a4fa3',
  fourth: '#2a7f6f',
  soft: '#5c6066',
  line: '#e3e3dd',
  grey: '#c6c8c9',
  mark: '#c00000',
};

/** The page's own, which follow dark and light. */
export const variables: Palette = {
  before: 'var(--before)',
  after: 'var(--after)',
  third: 'var(--third)',
  fourth: 'var(--fourth)',
  soft: 'var(--soft)',
  line: 'var(--line)',
  grey: 'var(--grey-line)',
  mark: 'var(--soft)',
};
