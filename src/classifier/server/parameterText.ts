/** A parameter of a model as free text, which is what a file's metadata are: a list of labels becomes JSON. */
export const parameterText = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
