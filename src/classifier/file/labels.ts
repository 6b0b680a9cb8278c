import { InputError, optionProblem } from '../../errors.js';
import { parseJson } from '../../files/json.js';
import { readText } from '../../files/readText.js';

/**
 * The labels of a model: as told, as the file's metadata say (`labels` or `names`), or `0`, `1`, …
 *
 * @param scores how many scores the model gives an image; `one score` decides between two labels.
 * @throws InputError if the labels told are not as many.
 */
export function labelsOf(
  metadata: ReadonlyMap<string, string>,
  told: readonly string[] | undefined,
  scores: number | 'one score',
  where: string,
): { readonly labels: readonly string[]; readonly assumed: readonly string[] } {
  const classes = scores === 'one score' ? 2 : scores;
  if (told !== undefined) {
    if (told.length !== classes)
      throw new InputError(
        scores === 'one score'
          ? {
              where,
              found: `one score an image, and ${told.length} label${told.length === 1 ? '' : 's'}`,
              expected: 'two labels',
              remedy: 'Pass the label of low scores first, and then that of high ones.',
            }
          : {
              where,
              found: `${scores} scores an image, and ${told.length} labels`,
              expected: 'as many labels as scores',
              remedy: 'Pass a label for every score, in the order of the scores.',
            },
      );
    return { labels: told, assumed: [] };
  }
  const written = metadata.get('labels') ?? metadata.get('names');
  const labels = written === undefined ? undefined : parseLabels(written);
  if (labels?.length === classes) return { labels, assumed: [] };
  const found = labels === undefined ? 'in a form that cannot be read' : `for ${labels.length} of ${classes} classes`;
  return {
    labels: Array.from({ length: classes }, (_, i) => String(i)),
    assumed: written === undefined ? [] : [`Labels are numbers: the file has names ${found}.`],
  };
}

/**
 * The names of labels in a file: a JSON list, or one a line.
 *
 * @throws InputError if it cannot be read, or begins like a list and is none.
 */
export async function labelNamesIn(file: string): Promise<readonly string[]> {
  const content = await readText(file, 'a file with labels, one a line').catch((thrown: unknown) => {
    if (!(thrown instanceof InputError)) throw thrown;
    const { found, expected } = thrown.problem;
    throw new InputError(optionProblem(['labels'], { found: `${found} (${file})`, expected }), { cause: thrown });
  });
  if (!content.trimStart().startsWith('['))
    return content
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter((line) => line !== '');
  const names = parseLabels(content) ?? [];
  if (names.length > 0) return names;
  const expected = '["cat", "dog"], or one name a line';
  throw new InputError(optionProblem(['labels'], { found: `no JSON list of names (${file})`, expected }));
}

/**
 * A JSON list, a JSON object of index to name, or either as Python prints it: `{0: 'cat', 1: "dog's"}`.
 *
 * @returns undefined for anything else, and for JSON that has a key twice.
 */
export function parseLabels(written: string): readonly string[] | undefined {
  try {
    return namesOf(parseJson(written));
  } catch (thrown) {
    return thrown instanceof SyntaxError ? printedByPython(written) : undefined;
  }
}

function printedByPython(written: string): readonly string[] | undefined {
  const inner = /^\s*[[{]([^]*)[\]}]\s*$/.exec(written)?.[1];
  if (inner === undefined) return undefined;
  const items = inner.matchAll(/(?:(\d+)\s*:\s*)?(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g);
  const named = [...items].map(([, index, single, double], position) => ({
    index: Number(index ?? position),
    name: (single ?? double ?? '').replaceAll(/\\(.)/g, '$1'),
  }));
  return named.toSorted((a, b) => a.index - b.index).map(({ name }) => name);
}

function namesOf(value: unknown): readonly string[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  // Objects list whole-number keys in ascending order, whatever order they were written in.
  const names: unknown[] = Object.values(value);
  return names.every((name) => typeof name === 'string') ? names : undefined;
}
