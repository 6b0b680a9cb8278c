import { InputError, messageOf } from '../../errors.js';
import { parseJson } from '../../files/json.js';
import { readRegularText } from '../../files/regularFile.js';
import { unpackOutcomes } from '../inspections/outcomes.js';
import { gateSchema, type GateReport } from '../report/schema.js';

/**
 * The gate's report of the released model.
 *
 * @param where names the setting in messages.
 * @throws InputError if it cannot be read, is of another schema version, or is damaged.
 */
export async function readBaseline(file: string, where: string): Promise<GateReport> {
  const expected = 'the report.json of a gate';
  let value: unknown;
  try {
    value = parseJson(await readRegularText(file));
  } catch (cause) {
    const missing = typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'ENOENT';
    throw new InputError({ where, found: missing ? `no file ${file}` : messageOf(cause), expected }, { cause });
  }
  const { schema } = gateSchema.shape;
  const version = typeof value === 'object' && value !== null && 'schema' in value ? value.schema : undefined;
  if (!schema.safeParse(version).success)
    throw new InputError({
      where,
      found: version === undefined ? 'no schema in it' : `the schema ${JSON.stringify(version)}`,
      expected: `${expected}, of schema "${schema.value}"`,
      remedy: 'Make one with this version: conic gate on the released model.',
    });
  const parsed = gateSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new InputError({
    where,
    found: `a report that is damaged at ${issue.path.join('.') || 'its top'} (${issue.message})`,
    expected,
  });
}

/** @throws InputError unless the baseline's model has the same labels in the same order. */
export function assertSameLabels(baseline: GateReport, labels: readonly string[], where: string): void {
  const theirs = baseline.model.labels;
  if (theirs.length === labels.length && theirs.every((label, i) => label === labels[i])) return;
  const at = labels.findIndex((label, i) => label !== theirs[i]);
  const found =
    theirs.length === labels.length
      ? `a model (${baseline.model.id}) whose label ${at} is ${JSON.stringify(theirs[at])}`
      : `a model (${baseline.model.id}) of ${theirs.length} labels`;
  const expected = theirs.length === labels.length ? JSON.stringify(labels[at]) : `${labels.length} labels`;
  throw new InputError({ where, found, expected: `${expected}, as the model has that is to be released` });
}

/**
 * What the cases of an inspection came to for the baseline, a letter each; undefined if it did not try it.
 *
 * @param cases the digest of what the candidate's cases are made from.
 * @throws InputError if the baseline's cases were others.
 */
export function releasedOutcomes(baseline: GateReport, name: string, cases: string, where: string): string | undefined {
  const known = baseline.outcomes?.find(({ property }) => property === name);
  if (known === undefined) return undefined;
  if (known.cases === cases) return unpackOutcomes(known.outcomes);
  throw new InputError({
    where,
    found: `other cases of ${name} than this configuration makes (its seed was ${baseline.seed})`,
    expected: 'cases from the same seed, images and settings, since models are compared case by case',
    remedy: 'Run the gate on the released model with this configuration, and take that report.',
  });
}
