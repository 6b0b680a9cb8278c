/** An element of an XML document. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** A character that XML 1.0 does not have. One is looked for, since a pattern over the whole of a long text runs out of stack. */
// oxlint-disable-next-line no-control-regex
const illegal = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;

const token =
  /<\?xml version="1\.0" encoding="UTF-8"\?>|<!\[CDATA\[(?<cdata>[\s\S]*?)\]\]>|<\/(?<end>[\w-]+)>|<(?<start>[\w-]+)(?<given>(?: [\w-]+="[^"<]*")*)(?<empty>\/)?>|(?<text>[^<]+)/y;

/**
 * A strict reader of the XML that a report may be: elements, attributes in double quotes, text, CDATA. It is a second opinion
 * on what the library writes.
 *
 * @throws Error where the text is not well-formed.
 */
export function parseXml(source: string): Element {
  if (illegal.test(source)) throw new Error('a character that XML does not have');
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  token.lastIndex = 0;
  while (token.lastIndex < source.length) {
    const at = token.lastIndex;
    const groups = token.exec(source)?.groups;
    const inside = open.at(-1);
    if (groups === undefined || inside === undefined) throw new Error(`at ${at}: ${source.slice(at, at + 60)}`);
    const { cdata, end, start, given, empty, text } = groups;
    if (cdata !== undefined) inside.text += cdata;
    if (text?.includes(']]>') === true) throw new Error(`at ${at}: ]]> in text`);
    if (text !== undefined) inside.text += decoded(text);
    if (end !== undefined) {
      if (inside.name !== end) throw new Error(`at ${at}: </${end}> closes <${inside.name}>`);
      open.pop();
    }
    if (start !== undefined) {
      const attributes: Record<string, string> = {};
      for (const [, name, value] of (given ?? '').matchAll(/ ([\w-]+)="([^"]*)"/g)) {
        if (name === undefined || name in attributes) throw new Error(`at ${at}: ${name} twice`);
        attributes[name] = decoded(value ?? '');
      }
      const element: Element = { name: start, attributes, children: [], text: '' };
      inside.children.push(element);
      if (empty === undefined) open.push(element);
    }
  }
  const [document, ...others] = root.children;
  if (open.length !== 1 || document === undefined || others.length > 0) throw new Error('not one whole element');
  return document;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const decoded = (text: string): string => {
  return text.replaceAll(/&(?:#x([\dA-F]+);|(\w+);|)/g, (whole, code: string | undefined, name: string | undefined) => {
    const character = code === undefined ? entities[name ?? ''] : String.fromCodePoint(Number.parseInt(code, 16));
    if (character === undefined) throw new Error(`${whole} means nothing`);
    return character;
  });
};

/** Every element of a name, wherever it is. */
export const elements = (within: Element, name: string): Element[] =>
  within.children.flatMap((child) => [...(child.name === name ? [child] : []), ...elements(child, name)]);
