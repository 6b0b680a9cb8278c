/** Deeper than this nothing is nested that people or programs write; what walks through it may run out of stack. */
const deepest = 500;

/**
 * A value from JSON. The mark that some editors put at its beginning is passed over.
 *
 * @throws Error if it is no JSON, nested deeper than 500 lists and objects, or an object has a key twice: of the first nothing
 * would be known.
 */
export function parseJson(text: string): unknown {
  const depth = depthOf(text);
  if (depth > deepest) throw new Error(`lists and objects nested ${depth} deep, and at most ${deepest} are read`);
  const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
  const twice = keyTwice(text);
  if (twice !== undefined) throw new Error(`the key ${JSON.stringify(twice)} twice in one object`);
  return value;
}

/** A key that an object has twice, in a text that is JSON. */
function keyTwice(text: string): string | undefined {
  /** The keys of every object around, and nothing for a list. */
  const around: (Set<string> | undefined)[] = [];
  for (let at = 0; at < text.length; at++)
    switch (text[at]) {
      case '"': {
        const end = endOfText(text, at);
        const keys = around.at(-1);
        if (keys !== undefined && followedByColon(text, end)) {
          const key = String(JSON.parse(text.slice(at, end + 1)));
          if (keys.has(key)) return key;
          keys.add(key);
        }
        at = end;
        break;
      }
      case '[':
        around.push(undefined);
        break;
      case '{':
        around.push(new Set());
        break;
      case ']':
      case '}':
        around.pop();
    }
  return undefined;
}

/** Only a key has a colon behind it. */
function followedByColon(text: string, end: number): boolean {
  let at = end + 1;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\t' || text[at] === '\r') at++;
  return text[at] === ':';
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
