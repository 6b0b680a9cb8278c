/** Deeper than this nothing is nested that people or programs write; what walks through it may run out of stack. */
const deepest = 500;

/**
 * A value from JSON. The mark that some editors put at its beginning is passed over.
 *
 * @throws Error if it is no JSON, or nested deeper than 500 lists and objects.
 */
export function parseJson(text: string): unknown {
  const depth = depthOf(text);
  if (depth > deepest) throw new Error(`lists and objects nested ${depth} deep, and at most ${deepest} are read`);
  return JSON.parse(text.replace(/^\uFEFF/, ''));
}

/** How deep the lists and objects of a JSON text are nested: counted before it is parsed, as that may take all there is. */
function depthOf(text: string): number {
  let depth = 0;
  let most = 0;
  for (let at = 0; at < text.length; at++)
    switch (text[at]) {
      case '"':
        at = endOfText(text, at);
        break;
      case '[':
      case '{':
        most = Math.max(most, ++depth);
        break;
      case ']':
      case '}':
        depth--;
    }
  return most;
}

/** Where a text in quotation marks ends: at the next one that no odd number of backslashes comes before. */
function endOfText(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (text[before] === '\\') before--;
    if ((end - before) % 2 === 1) return end;
  }
  return text.length;
}
