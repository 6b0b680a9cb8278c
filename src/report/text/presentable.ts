import { plainText } from './plainText.js';
import { gateSchema, type GateReport } from '../../gate/schema.js';

/** Letters of a text that a report for readers shows; the whole text is in report.json. */
const longest = 400;

/** A path leads through a shrink tree and is of no use when it is cut. */
const longestPath = 4000;

/**
 * A report whose every text is {@link plainText}: labels, file names and nodes come from files that anybody may have made.
 * What writes reports for readers starts from this, so that none of them has to remember.
 */
export const presentable = (report: GateReport): GateReport => gateSchema.parse(withPlainText(report, ''));

function withPlainText(value: unknown, key: string): unknown {
  if (typeof value === 'string') return plainText(value, key === 'path' ? longestPath : longest);
  if (Array.isArray(value)) return value.map((each: unknown) => withPlainText(each, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]: [string, unknown]) => [
      plainText(name, longest),
      withPlainText(field, name),
    ]),
  );
}
