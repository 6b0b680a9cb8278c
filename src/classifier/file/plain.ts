/** An engine's words as one line, without its source file and function in front, nor a full stop. */
export const plain = (message: string): string =>
  message
    .replace(/^\S+\.(?:cc|h):\d+ .*?(?:\) (?=[A-Z])| was false\. )/s, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/\.$/, '');
