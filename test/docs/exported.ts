import { readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';

const {
  exports,
}: { readonly exports: Readonly<Record<string, string | { readonly import: { readonly default: string } }>> } =
  JSON.parse(readFileSync('package.json', 'utf8'));

/** The doors of the package, as its manifest has them: what is imported, and the source file behind it. */
export const doors: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(exports).flatMap(([door, target]) =>
    typeof target === 'string'
      ? []
      : [[door.replace(/^\./, 'conic'), target.import.default.replace('./dist/esm/', '').replace(/\.js$/, '.ts')]],
  ),
);

/** Something that the package exports, and where it is declared. */
export interface Exported {
  readonly name: string;
  readonly file: string;
  /** Whether it exists when a program runs: a function, a class, a constant. The others are types. */
  readonly isValue: boolean;
  /** All docstrings of the declaration, those of its members included. */
  readonly docstrings: readonly string[];
}

/** What a door exports, each name once. Files that hand on another's exports are followed to where these are declared. */
export function exportedBy(door: string): readonly Exported[] {
  const text = readFileSync(door, 'utf8');
  const handedOn = [...text.matchAll(/^export (?:type )?\{([^}]*)\} from '(.+)\.js';$/gm)].flatMap(
    ([, list = '', from = '']) =>
      namesIn(list).map(([name, as]) => ({ ...declared(name, beside(door, from)), name: as })),
  );
  const all = [...text.matchAll(/^export \* from '(.+)\.js';$/gm)].flatMap(([, from = '']) =>
    exportedBy(beside(door, from)),
  );
  // A file as one object is declared where it is handed on.
  const objects = [...text.matchAll(/^export \* as (\w+) from/gm)].map(({ index, 1: name = '' }) => ({
    name,
    file: door,
    isValue: true,
    docstrings: docstringsIn(before(text, index)),
  }));
  const local = [...text.matchAll(/^export \{([^}]*)\};$/gm)].flatMap(([, list = '']) =>
    namesIn(list).map(([name]) => declared(name, importedFrom(name, text, door))),
  );
  const own = [...text.matchAll(declaration)].flatMap(({ groups = {} }) =>
    (groups['name'] ?? groups['list'] ?? '').split(/, */).map((name) => declared(name.trim(), door)),
  );
  const each = [...handedOn, ...all, ...objects, ...local, ...own];
  return [...new Map(each.map((one) => [one.name, one])).values()];
}

const declaration =
  /^export (?:declare )?(?:async )?(?:abstract )?(?<kind>function\*?|const|let|class|interface|type) (?:(?<name>[\w$]+)|\{(?<list>[^}]*)\} =)/gm;

const beside = (file: string, from: string): string => `${normalize(join(file, '..', from))}.ts`;

/** The names of a list, and what they are called outside: `a, type B, c as d`. */
const namesIn = (list: string): readonly (readonly [string, string])[] =>
  list
    .split(',')
    .map((one) => one.trim().replace(/^type /, ''))
    .filter((one) => one !== '')
    .map((one) => {
      const [name = '', as = name] = one.split(' as ');
      return [name, as];
    });

function importedFrom(name: string, text: string, file: string): string {
  const from = new RegExp(`^import \\{[^}]*\\b${name}\\b[^}]*\\} from '(.+)\\.js';$`, 'm').exec(text)?.[1];
  return from === undefined ? file : beside(file, from);
}

/** @throws Error if the file neither declares it nor hands it on, as the patterns above then miss something. */
function declared(name: string, file: string): Exported {
  const text = readFileSync(file, 'utf8');
  const found = [...text.matchAll(declaration)].filter(
    ({ groups = {} }) => groups['name'] === name || namesIn(groups['list'] ?? '').some(([one]) => one === name),
  );
  const [first] = found;
  if (first === undefined) {
    const other = exportedBy(file).find((one) => one.name === name);
    if (other === undefined) throw new Error(`${file} does not declare ${name}`);
    return other;
  }
  const docstrings = found.flatMap((each) => [
    ...docstringsIn(before(text, each.index)),
    ...docstringsIn(
      /^(?:.*\{\}$|[^]*?^[})])/m.exec(text.slice(each.index))?.[0] ?? '',
      isBodied(each.groups?.['kind']),
    ),
  ]);
  return {
    name,
    file,
    isValue: found.some(({ groups = {} }) => !['interface', 'type'].includes(groups['kind'] ?? '')),
    docstrings,
  };
}

/** Whether members of it have docstrings of their own. */
const isBodied = (kind?: string): boolean => kind === 'class' || kind === 'interface';

/** The docstring that ends where something begins, and nothing else. */
const before = (text: string, index: number): string =>
  /\/\*\*(?:(?!\*\/)[^])*\*\/\n$/.exec(text.slice(0, index))?.[0] ?? '';

/** The text of each docstring, without its stars. */
const docstringsIn = (text: string, wanted = true): readonly string[] =>
  wanted
    ? [...text.matchAll(/\/\*\*((?:(?!\*\/)[^])*)\*\//g)].map(([, inside = '']) =>
        inside.replaceAll(/^ *\* ?/gm, '').trim(),
      )
    : [];

/** The examples of a docstring: what stands after `@example`, up to the next tag, without a fence. */
export const examplesIn = (docstring: string): readonly string[] =>
  [...docstring.matchAll(/@example\s([^]*?)(?=^@\w|(?![^]))/gm)].map(([, text = '']) =>
    text.replaceAll(/^```.*$/gm, '').trim(),
  );

/** All docstrings of a file. */
export const membersIn = (file: string): readonly string[] => docstringsIn(readFileSync(file, 'utf8'));
