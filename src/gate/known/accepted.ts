import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { InputError, messageOf } from '../../errors.js';
import { parseJson } from '../../files/json.js';
import { readRegularText, smallLimit } from '../../files/regularFile.js';

const daySchema = z.iso.date();

/** The form of a finding that somebody took responsibility for. */
export const acceptedEntry = z.strictObject({
  id: z.string().describe('what the limit is and asks; the same for every seed, model and machine'),
  limit: z.string(),
  claim: z.string(),
  measured: z.number().describe('how bad it was'),
  upTo: z.number().describe('how bad it may have been, if chance is allowed for: what is worse than this fails again'),
  reason: z.string().min(1),
  expires: daySchema.describe('the last day on which it is accepted'),
  model: z.string().describe('the model it was found in, and its digest'),
});

const acceptedSchema = z.strictObject({ schema: z.literal('conic.accepted/1'), findings: z.array(acceptedEntry) });

/** A finding that somebody took responsibility for. */
export type Accepted = z.infer<typeof acceptedEntry>;

/** @throws InputError if there is no reason, or the last day of the acceptance is no day or is over. */
export function assertAcceptable(
  { reason, expires }: { readonly reason: string; readonly expires: string },
  today: string,
): void {
  if (reason.trim() === '')
    throw new InputError({
      where: 'accept.reason',
      option: ['accept', 'reason'],
      found: 'nothing',
      expected: 'why the model may ship nevertheless',
    });
  if (!daySchema.safeParse(expires).success || expires < today)
    throw new InputError({
      where: 'accept.expires',
      option: ['accept', 'expires'],
      found: JSON.stringify(expires),
      expected: `a day as YYYY-MM-DD, ${today} or later`,
    });
}

/**
 * The findings that were accepted; none if there is no file.
 *
 * @throws InputError if it is something else.
 */
export async function readAccepted(file: string): Promise<readonly Accepted[]> {
  let content: string;
  try {
    content = await readRegularText(file, smallLimit);
  } catch (cause) {
    if (typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'ENOENT') return [];
    throw new InputError({ where: file, found: messageOf(cause), expected: 'a file of accepted findings' }, { cause });
  }
  let value: unknown;
  try {
    value = parseJson(content);
  } catch (cause) {
    throw new InputError({ where: file, found: `no JSON (${messageOf(cause)})`, expected: 'JSON' }, { cause });
  }
  const parsed = acceptedSchema.safeParse(value);
  if (parsed.success) return parsed.data.findings;
  const issue = parsed.error.issues[0]!;
  const path = issue.path.join('.');
  throw new InputError({
    where: path === '' ? file : `${file}: ${path}`,
    found: issue.message,
    expected: 'findings as conic gate --accept writes them',
  });
}

/** Writes findings, those of the same limit replaced, in an order that stays. The file is whole at every moment. */
export async function writeAccepted(
  file: string,
  earlier: readonly Accepted[],
  now: readonly Accepted[],
): Promise<void> {
  const ids = new Set(now.map(({ id }) => id));
  const findings = [...earlier.filter(({ id }) => !ids.has(id)), ...now].toSorted((a, b) =>
    a.limit === b.limit ? (a.id < b.id ? -1 : 1) : a.limit < b.limit ? -1 : 1,
  );
  const staging = `${file}-${randomUUID()}`;
  try {
    await writeFile(staging, `${JSON.stringify({ schema: 'conic.accepted/1', findings }, undefined, 2)}\n`);
    await rename(staging, file);
  } catch (cause) {
    await rm(staging, { force: true });
    throw new InputError(
      { where: file, found: `no way to write there (${messageOf(cause)})`, expected: 'a place for accepted findings' },
      { cause },
    );
  }
}
