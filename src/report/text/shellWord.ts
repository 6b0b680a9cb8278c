/**
 * A text as one word of a POSIX shell: in single quotes where it holds anything that a shell may read.
 *
 * @example shellWord('my model.onnx'); // "'my model.onnx'"
 */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
