/** Height and width in the one way that sizes are written and typed: `28x30`, height first. */
export const formatSize = ({ height, width }: { readonly height: number; readonly width: number }): string =>
  `${height}x${width}`;
