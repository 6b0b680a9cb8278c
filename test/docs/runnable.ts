import * as conic from '../../src/index.js';
import * as core from '../../src/core.js';
import * as properties from '../../properties/index.js';
import * as transformations from '../../transformations/index.js';

/** The name that a block of code gives itself in its first line, and the command that it is for: `// my.mjs, for: npx conic …`. */
export function namedIn(text: string): { readonly file?: string; readonly command?: string } {
  const [, file, command] = /^\/\/ (\S+\.\w+)(?:, for: (.+))?\n/.exec(text) ?? [];
  return { ...(file !== undefined && { file }), ...(command !== undefined && { command }) };
}

const isUsed = (name: string, text: string): boolean => new RegExp(`(?<![.\\w$'])${name}(?![\\w$':])`).test(text);
const isDeclared = (name: string, text: string): boolean =>
  new RegExp(`import [^;']*\\b${name}\\b|(?:const|let) (?:${name}\\b|[{[][^}\\]=]*\\b${name}\\b)`).test(text);

const doors = {
  'conic/properties': Object.keys(properties),
  'conic/transformations': Object.keys(transformations),
  'conic/core': Object.keys(core),
  conic: Object.keys(conic),
};

/** What pages speak of without declaring it again: the model, its subject, a property of one's own. */
const usual: Readonly<Record<string, string>> = {
  model: "await openModel('model.onnx')",
  classifier: "await openModel('model.onnx')",
  subject: "new Subject(await openModel('model.onnx'))",
  halfTheLight:
    "{ name: 'half-the-light', claim: 'half the light gives the same label', needs: [], cases: ({ images }: any) => images, examine: async () => ({ kind: 'held' }) }",
};

export const isSuite = (text: string): boolean => /^\s*(?:test|describeProperties)[.(]/m.test(text);

/** The imports of names that conic exports and that code takes for granted, with all else that it needs. */
export function importsFor(text: string, needed = text): readonly string[] {
  const taken = new Set<string>();
  return Object.entries(doors).flatMap(([door, names]) => {
    const mine = names.filter((name) => !taken.has(name) && isUsed(name, needed) && !isDeclared(name, text));
    for (const name of mine) taken.add(name);
    return mine.length === 0 ? [] : [`import { ${mine.join(', ')} } from '${door}';`];
  });
}

/** Which of these names code takes for granted. */
export const lackingIn = (text: string, names: readonly string[]): readonly string[] =>
  names.filter((name) => isUsed(name, text) && !isDeclared(name, text));

/**
 * A block as a whole program: names that conic exports and that the block takes for granted are imported before it, and what pages speak of, such as
 * `model`, is declared. The block itself stays as it stands.
 */
export function wholeProgram(text: string): string {
  const lacking = lackingIn(text, Object.keys(usual));
  const declared = Object.entries(usual).filter(([name]) => lacking.includes(name));
  const imports = importsFor(text, `${text}\n${declared.map(([, value]) => value).join('\n')}`);
  if (!isSuite(text))
    return [...imports, ...declared.map(([name, value]) => `const ${name} = ${value};`), text].join('\n');
  const variables = declared.map(([name]) => `let ${name}: any;`);
  const before = declared.map(([name, value]) => `${name} = ${value};`).join(' ');
  return [...imports, ...variables, ...(before === '' ? [] : [`beforeAll(async () => { ${before} });`]), text].join(
    '\n',
  );
}
