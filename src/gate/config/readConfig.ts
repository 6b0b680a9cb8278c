import { z } from 'zod';
import { readingValues } from '../../settings/readingValues.js';
import { closeNames } from '../../closeNames.js';
import { InputError, type OptionPath } from '../../errors.js';
import { searchRefused } from '../../run/search/assertNoSearch.js';
import { inWords, isRecord } from '../../settings/inWords.js';
import { configJsonSchema, configSchema, type GateConfig } from './config.js';

type Issue = z.core.$ZodIssue;

/**
 * A configuration, checked.
 *
 * @param where names the place in messages: the file.
 * @throws InputError in one line that names the path in the configuration, what is there and what may be; also where a value of it
 * throws when it is read, as a getter can.
 */
export function readConfig(value: unknown, where: string): GateConfig {
  return readingValues(where, 'a configuration of plain values', () => {
    const parsed = configSchema.safeParse(value);
    if (parsed.success) return parsed.data;
    throw problemOf(parsed.error, value, where);
  });
}

function problemOf(error: z.ZodError, value: unknown, where: string): InputError {
  const issue = innermost(error.issues[0]!);
  const path = issue.path.map(String);
  const place = path.length === 0 ? where : `${where}: ${path.join('.')}`;
  if (issue.code !== 'unrecognized_keys')
    return new InputError({
      where: place,
      option: path,
      source: where,
      found: foundAt(value, path, issue),
      expected: issue.message,
      ...remedyOf(issue),
    });
  const known = keysAt(path);
  const [key = ''] = issue.keys;
  if (key === 'search')
    return new InputError({ where: place, option: path, source: where, ...searchRefused('a gate') });
  const [meant] = closeNames(key, known);
  return new InputError({
    where: place,
    option: path,
    source: where,
    found: `the unknown key "${key}"`,
    expected: `one of ${known.join(', ')}`,
    ...(meant === undefined ? {} : { remedy: `Did you mean "${meant}"?` }),
  });
}

/** Where several forms are possible, what is wrong with the one that was meant: the one whose kind of value it is. */
function innermost(issue: Issue): Issue {
  if (issue.code !== 'invalid_union') return issue;
  const meant = issue.errors.find(([first]) => first !== undefined && !(first.path.length === 0 && isKind(first)));
  const [first] = meant ?? [];
  return first === undefined
    ? { ...issue, message: issue.errors.map(([each]) => each?.message ?? '').join(', or ') }
    : innermost({ ...first, path: [...issue.path, ...first.path] });
}

const isKind = ({ code }: Issue): boolean => code === 'invalid_type' || code === 'invalid_value';

function foundAt(value: unknown, path: OptionPath, issue: Issue): string {
  if (issue.code === 'custom' && typeof issue.params?.['found'] === 'string') return issue.params['found'];
  const at = path.reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), value);
  return inWords(at);
}

const remedyOf = (issue: Issue): { readonly remedy?: string } =>
  issue.code === 'custom' && typeof issue.params?.['remedy'] === 'string' ? { remedy: issue.params['remedy'] } : {};

/** The keys that may stand at a path. */
function keysAt(path: readonly string[]): readonly string[] {
  let forms: unknown[] = [configJsonSchema()];
  for (const key of path) forms = forms.flatMap((form) => alternatives(form).map((each) => below(each, key)));
  const keys = forms.flatMap(alternatives).flatMap((form) => {
    const properties = isRecord(form) ? form['properties'] : undefined;
    return isRecord(properties) ? Object.keys(properties) : [];
  });
  return [...new Set(keys)].filter((key) => key !== '$schema');
}

const alternatives = (form: unknown): readonly unknown[] =>
  isRecord(form) && Array.isArray(form['anyOf']) ? form['anyOf'] : [form];

function below(form: unknown, key: string): unknown {
  if (!isRecord(form)) return undefined;
  const { properties, additionalProperties } = form;
  return isRecord(properties) ? properties[key] : additionalProperties;
}
