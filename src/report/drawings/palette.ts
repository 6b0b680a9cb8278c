/** What a drawing is coloured with. */
export interface Palette {
  /** One for each of the first labels; the others have them again. */
  readonly labels: readonly string[];
  readonly soft: string;
  readonly line: string;
  /** Of labels that are there for scale. */
  readonly grey: string;
  readonly mark: string;
}

/** On white, whatever the reader's system has. People with red-green blindness can tell neighbours apart by their lightness. */
export const paper: Palette = {
  labels: [
    '#1f66ad',
    '#d9601a',
    '#7a4fa3',
    '#1f9e86',
    '#a8861a',
    '#c22f78',
    '#5a7d12',
    '#2aa3d6',
    '#7d4a2b',
    '#3d3fb0',
  ],
  soft: '#5c6066',
  line: '#e3e3dd',
  grey: '#c6c8c9',
  mark: '#c00000',
};

/** The page's own, which follow dark and light. */
export const variables: Palette = {
  labels: paper.labels.map((_, place) => `var(--label-${place})`),
  soft: 'var(--soft)',
  line: 'var(--line)',
  grey: 'var(--grey-line)',
  mark: 'var(--soft)',
};

/** On black: the same hues, lighter. */
export const onBlack: readonly string[] = [
  '#6fb1f0',
  '#ff9a5c',
  '#c49ce8',
  '#5fd0b8',
  '#dcbb52',
  '#f083b4',
  '#a5cc58',
  '#86d3f5',
  '#cf9a78',
  '#9c9ef5',
];

/**
 * The place of a label's colour in a palette: the same in every drawing of a model, so that files can be held side by side.
 *
 * @param label its place among the model's labels.
 */
export const colourOf = (label: number): number => label % paper.labels.length;
