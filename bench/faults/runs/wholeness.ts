import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from 'conic';

/** Files that every report has. */
const forms = ['report.html', 'junit.xml', 'summary.md'];

/** What is not whole about the folder of a report, a sentence each. */
export function reportFaults(folder: string): string[] {
  if (!existsSync(folder)) return [`no report at ${folder}`];
  const names = readdirSync(folder);
  const document = ['report.json', 'hunt.json'].find((name) => names.includes(name));
  if (document === undefined) return [`a report without its document (${names.join(', ')})`];
  const faults = forms.filter((name) => !names.includes(name)).map((name) => `a report without ${name}`);
  const value = parsed(readFileSync(join(folder, document), 'utf8'));
  if (value === undefined) return [...faults, `a ${document} that is no JSON`];
  for (const file of filesIn(value)) if (!existsSync(join(folder, file))) faults.push(`a report without its ${file}`);
  return faults;
}

/** Files that a document names. */
function filesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    key === 'files' && Array.isArray(inner)
      ? inner.filter((name): name is string => typeof name === 'string')
      : filesIn(inner),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What cannot be read of a store, a sentence each; every case is read with its pixels. */
export async function storeFaults(folder: string): Promise<string[]> {
  const store = openStore(folder);
  const { entries, problems } = await store.list();
  const faults = problems.map((problem) => `the store: ${problem}`);
  for (const entry of entries)
    await store.read(entry).catch((thrown: unknown) => faults.push(`the store: ${String(thrown)}`));
  return faults;
}

/** A document without what two equal runs never share: times, and checksums over these; the machine. */
export const lastingPart = (json: string): string =>
  json
    .replaceAll(/"(durationMs|evaluated)": ?[\d.e+-]+/g, '"$1": 0')
    .replaceAll(/"(started|sha256)": ?"[^"]*"/g, '"$1": ""')
    .replace(/"environment": \{[^}]*\}/, '"environment": {}');
